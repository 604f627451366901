; Telling the person something: in a box, or on standard error where nobody is asked anything.
; NSIS keeps the functions of the uninstaller apart by their prefix, so each is made twice.

!macro SENTENCES un

; The sentence is on the stack.
Function ${un}Say
    Exch $0
    ${If} ${Silent}
        System::Call "kernel32::GetStdHandle(i -12) p .s"
        Exch $1
        ${If} $1 = 0
            System::Call "kernel32::AttachConsole(i -1)" ; the terminal that started us
            System::Call "kernel32::GetStdHandle(i -12) p .r1"
        ${EndIf}
        FileWrite $1 "$0$\r$\n"
        Pop $1
    ${Else}
        MessageBox MB_OK|MB_ICONINFORMATION "$0"
    ${EndIf}
    Pop $0
FunctionEnd

; The exit code and the sentence are on the stack. Does not return.
Function ${un}Refuse
    Pop $0
    SetErrorLevel $0
    Pop $0
    ${If} ${Silent}
        Push "$0"
        Call ${un}Say
    ${Else}
        MessageBox MB_OK|MB_ICONEXCLAMATION "$0"
    ${EndIf}
    Quit
FunctionEnd

!macroend

!insertmacro SENTENCES ""
!insertmacro SENTENCES "un."

!macro SAY function sentence
    Push "${sentence}"
    Call ${function}
!macroend

!macro REFUSE function code sentence
    Push "${sentence}"
    Push ${code}
    Call ${function}
!macroend

!define Say "!insertmacro SAY Say"
!define un.Say "!insertmacro SAY un.Say"
!define Refuse "!insertmacro REFUSE Refuse"
!define un.Refuse "!insertmacro REFUSE un.Refuse"
