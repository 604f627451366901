; The Windows installer, compiled by build_scripts/nsis.py, which hands in with -D what stands elsewhere:
;   NAME VERSION PUBLISHER PROGRAM   what it is called, and the program's file in the bundle
;   ICON OUT                         files on the building machine
;   FILES LIST SIZE_KB               the bundle: what packs it, the list of its files, its size
;   TARGET                           the stub, which is the part of NSIS that runs on the person's machine
;   WEBVIEW2_SETUP                   Microsoft's bootstrapper, where there is one to pack
;
; It is for one person and needs no administrator. With /S it asks nothing and says on standard error what it would
; have shown. The exit code: 0 done, 1 closed by the person, 2 a file could not be written, and these:
!define EXIT_OTHER_WINDOWS 10
!define EXIT_NEWER_INSTALLED 11
!define EXIT_RUNNING 12

Target ${TARGET}
SetCompressor /SOLID lzma
; Packed as they are, the dates of the building machine would make each build another file.
SetDateSave off
; A file that cannot be written ends a silent installation: half a program is worse than none.
AllowSkipFiles off
RequestExecutionLevel user
AutoCloseWindow true
ManifestDPIAware true

!include LogicLib.nsh
!include MUI2.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include x64.nsh

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define UNINSTALLER "Uninstall.exe"
!define LIST_NAME "installed-files.txt"
; Where the program keeps the book (desktop_app/paths.py). Nothing here writes or removes anything in it.
!define DATA_FOLDER "$LOCALAPPDATA\${NAME}"

Var InstalledVersion

Name "${NAME}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${NAME} Setup"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey LegalCopyright "${PUBLISHER}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "This removes the program and nothing else. The book stays in ${DATA_FOLDER}."
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

!include sentences.nsh
!include program_files.nsh
!include webview2.nsh

Function .onInit
    ${IfNot} ${RunningX64}
    ${OrIfNot} ${AtLeastWin10}
        ${Refuse} ${EXIT_OTHER_WINDOWS} "${NAME} needs a 64-bit Windows 10 or newer."
    ${EndIf}
    Call FindInstalled
    ${VersionCompare} "$InstalledVersion" "${VERSION}" $0
    ${If} $0 = 1
        ${Refuse} ${EXIT_NEWER_INSTALLED} "${NAME} $InstalledVersion is installed, which is newer than ${VERSION}. \
            An older program may not understand the newer one's book, so nothing was changed."
    ${EndIf}
FunctionEnd

; An upgrade goes where the program is, whatever folder was asked for: two of them would share one uninstaller.
Function FindInstalled
    ReadRegStr $0 HKCU "${UNINSTALL_KEY}" InstallLocation
    ${If} ${FileExists} "$0\${PROGRAM}"
        StrCpy $INSTDIR "$0"
        ReadRegStr $InstalledVersion HKCU "${UNINSTALL_KEY}" DisplayVersion
    ${EndIf}
FunctionEnd

Section
    Call RefuseWhileRunning
    Call RemoveProgramFiles
    SetOutPath "$INSTDIR"
    ; The list comes first, so that what an interruption leaves behind can be removed.
    File "/oname=${LIST_NAME}" "${LIST}"
    !include "${FILES}"
    SetOutPath "$INSTDIR" ; which is also the folder the shortcuts start the program in
    WriteUninstaller "$INSTDIR\${UNINSTALLER}"
    Call Register
    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"
    ${If} $InstalledVersion == "" ; an upgrade brings no shortcut back that the person has thrown away
        CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${PROGRAM}"
    ${EndIf}
    Call ProvideWebView2
SectionEnd

; Whoever double-clicks the installer wants the program: there is no page to click through before it opens.
Function .onInstSuccess
    ${IfNot} ${Silent}
        Exec '"$INSTDIR\${PROGRAM}"'
    ${EndIf}
FunctionEnd

; What Settings > Apps shows, and what it starts.
Function Register
    WriteRegStr HKCU "${UNINSTALL_KEY}" DisplayName "${NAME}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" DisplayVersion "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" DisplayIcon "$INSTDIR\${PROGRAM},0"
    WriteRegStr HKCU "${UNINSTALL_KEY}" Publisher "${PUBLISHER}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" InstallLocation "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL_KEY}" UninstallString '"$INSTDIR\${UNINSTALLER}"'
    WriteRegStr HKCU "${UNINSTALL_KEY}" QuietUninstallString '"$INSTDIR\${UNINSTALLER}" /S'
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" EstimatedSize ${SIZE_KB}
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" NoModify 1
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" NoRepair 1
FunctionEnd

Section Uninstall
    Call un.RefuseWhileRunning
    Call un.RemoveProgramFiles
    Delete "$SMPROGRAMS\${NAME}.lnk"
    Delete "$DESKTOP\${NAME}.lnk"
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
    ${If} ${FileExists} "$INSTDIR\*.*"
        ${un.Say} "Files that ${NAME} did not install are still in $INSTDIR."
    ${EndIf}
    ${If} ${FileExists} "${DATA_FOLDER}\*.*"
        ${un.Say} "The book stays in ${DATA_FOLDER}. Whoever wants it gone too deletes that folder."
    ${EndIf}
SectionEnd
