@echo off
rem Double click: set up what is missing the first time, then open the wizard.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
set "PYTHONUTF8=1"
rem What another program set for a Python of its own would break this one.
set "PYTHONHOME="
set "PYTHONPATH="
rem pushd also enters a folder shared over the network, where cd cannot.
pushd "%~dp0"
set "WHY=copy"
if not exist "onboarding\setup\__init__.py" goto explain

rem 64 bits: the packages come for no other. A Python that is only the Store's signpost, or a missing py, fails here too.
set "FITS=import sys; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32)"
set "KIT_PYTHON="
rem The versions a bundle has wheels for come first; a newer one beside them would find none.
for %%v in (3.13 3.12 3.11 3) do (
  if not defined KIT_PYTHON py -%%v -c "%FITS%" >nul 2>nul && set "KIT_PYTHON=py -%%v"
)
if not defined KIT_PYTHON python -c "%FITS%" >nul 2>nul && set "KIT_PYTHON=python"
set "WHY=python"
if not defined KIT_PYTHON goto explain

%KIT_PYTHON% streamlit_app.py %*
set "CODE=%errorlevel%"
rem 130: stopped by Ctrl+C. Anything else but 0 stays to be read.
if not "%CODE%"=="0" if not "%CODE%"=="130" pause
popd
exit /b %CODE%

rem No label stands below a letter that is not ASCII: cmd looks labels up by bytes.
:explain
echo.
if "%WHY%"=="python" start "" "ms-windows-store://search/?query=Python%%203.13"
if "%WHY%"=="python" echo Máy này chưa có Python 3.11 trở lên, bản 64-bit.
if "%WHY%"=="python" echo Có mạng: trong Microsoft Store vừa mở, bấm Cài đặt ở "Python 3.13", rồi bấm đúp start.bat lần nữa.
if "%WHY%"=="python" echo Không có mạng: tải bộ cài 64-bit từ https://www.python.org/downloads/windows/ ở máy khác, chép sang bằng USB.
if "%WHY%"=="copy" echo Thiếu tệp của bộ công cụ. Giải nén, hoặc chép cả thư mục vào máy, rồi bấm đúp start.bat trong thư mục đó.
pause
exit /b 1
