@echo off
rem Double click: set up what is missing the first time, then open the wizard.
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
where py >nul 2>nul
if not errorlevel 1 (
  rem The versions the bundle has wheels for come first; a newer one beside them would find none.
  for %%v in (3.13 3.12 3.11 3) do (
    py -%%v -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && (
      py -%%v streamlit_app.py %*
      goto ended
    )
  )
)
where python >nul 2>nul
if not errorlevel 1 (
  python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
  if not errorlevel 1 (
    python streamlit_app.py %*
    goto ended
  )
)
echo.
echo Máy này chưa có Python 3.11 trở lên.
echo Mở Microsoft Store, tìm "Python 3.13", bấm Cài đặt, rồi bấm đúp start.bat lần nữa.
start "" "ms-windows-store://search/?query=Python%%203.13"
pause
exit /b 1
:ended
if errorlevel 1 pause
endlocal
