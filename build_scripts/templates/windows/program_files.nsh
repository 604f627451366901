; The files of the program that is installed: whether it runs, and taking them away, before an upgrade or for good.

!define PATIENCE_STEPS 10
!define STEP_MS 200

Var Tries
Var Handle
Var Line
Var LastCharacter

!macro PROGRAM_FILES un

; Nobody's words are lost to an installer: it never ends the program, the person closes its window.
Function ${un}RefuseWhileRunning
    StrCpy $Tries 0
    ${DoWhile} ${FileExists} "$INSTDIR\${PROGRAM}"
        ClearErrors
        FileOpen $Handle "$INSTDIR\${PROGRAM}" a ; which Windows refuses while it runs
        ${IfNot} ${Errors}
            FileClose $Handle
            ${ExitDo}
        ${EndIf}
        IntOp $Tries $Tries + 1
        ${If} $Tries < ${PATIENCE_STEPS} ; it may just be closing, or a virus scanner may be reading it
            Sleep ${STEP_MS}
        ${ElseIf} ${Silent}
            ${${un}Refuse} ${EXIT_RUNNING} "${NAME} is open. Close its window first; nothing was changed."
        ${ElseIf} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION \
                "${NAME} is open. Close its window, then choose Retry." IDCANCEL`
            SetErrorLevel ${EXIT_RUNNING}
            Quit
        ${EndIf}
    ${Loop}
FunctionEnd

; Removes what the list names, file by file: a file that somebody else put there is not ours to remove.
Function ${un}RemoveProgramFiles
    ClearErrors
    FileOpen $Handle "$INSTDIR\${LIST_NAME}" r
    ${IfNot} ${Errors}
        ${Do}
            FileReadUTF16LE $Handle $Line
            ${If} ${Errors}
                ${ExitDo}
            ${EndIf}
            StrCpy $Line "$Line" -2 ; without the end of the line
            StrCpy $LastCharacter "$Line" 1 -1
            ${If} $LastCharacter == "\"
                RMDir "$INSTDIR\$Line"
            ${Else}
                Delete "$INSTDIR\$Line"
            ${EndIf}
        ${Loop}
        FileClose $Handle
    ${EndIf}
    Delete "$INSTDIR\${LIST_NAME}"
    Delete "$INSTDIR\${UNINSTALLER}"
    RMDir "$INSTDIR"
FunctionEnd

!macroend

!insertmacro PROGRAM_FILES ""
!insertmacro PROGRAM_FILES "un."
