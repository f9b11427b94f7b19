#!/bin/sh
# Double click or ./start.sh: set up what is missing the first time, then open the wizard.
cd "$(dirname "$0")" || exit 1
if command -v python3 >/dev/null 2>&1; then
  exec python3 streamlit_app.py "$@"
fi
echo "Máy này chưa có Python 3.11 trở lên. Trên Debian, Ubuntu: nhờ người quản trị chạy  apt-get install python3" >&2
exit 1
