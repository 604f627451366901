; The engine of the program's window. Windows 11 and most of Windows 10 have it; without it the book opens in the
; browser, so its absence is told and is no reason to fail.

!define WEBVIEW2_CLIENT "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define WEBVIEW2_ADDRESS "https://developer.microsoft.com/microsoft-edge/webview2/"

Var WebView2

!macro LOOK_FOR_WEBVIEW2 root key
    ${If} $WebView2 == ""
    ${OrIf} $WebView2 == "0.0.0.0" ; what a removed one leaves
        ReadRegStr $WebView2 ${root} "${key}\${WEBVIEW2_CLIENT}" pv
    ${EndIf}
!macroend

; The same three places as desktop_app/desktop/engine.py.
Function FindWebView2
    StrCpy $WebView2 ""
    SetRegView 64
    !insertmacro LOOK_FOR_WEBVIEW2 HKLM "SOFTWARE\WOW6432Node"
    !insertmacro LOOK_FOR_WEBVIEW2 HKLM "SOFTWARE"
    !insertmacro LOOK_FOR_WEBVIEW2 HKCU "SOFTWARE"
    SetRegView lastused
    ${If} $WebView2 == "0.0.0.0"
        StrCpy $WebView2 ""
    ${EndIf}
FunctionEnd

Function ProvideWebView2
    Call FindWebView2
!ifdef WEBVIEW2_SETUP
    ${If} $WebView2 == ""
        DetailPrint "Installing Microsoft WebView2, which shows the window (downloads about 130 MB)"
        InitPluginsDir
        File "/oname=$PLUGINSDIR\webview2_setup.exe" "${WEBVIEW2_SETUP}"
        ExecWait '"$PLUGINSDIR\webview2_setup.exe" /silent /install'
        Call FindWebView2
    ${EndIf}
!endif
    ${If} $WebView2 == ""
        ${Say} "Microsoft WebView2 is not here, so ${NAME} will open in the browser. For a window of its own, \
            install it from ${WEBVIEW2_ADDRESS}"
    ${EndIf}
FunctionEnd
