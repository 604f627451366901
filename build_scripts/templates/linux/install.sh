#!/bin/sh
# Installs Shiftbook for the person who runs this, upgrades it, or (--uninstall) removes it. Needs no root.
set -eu

machine=@MACHINE@
glibc_major=@GLIBC_MAJOR@
glibc_minor=@GLIBC_MINOR@

give_up() {
    echo "$1" >&2
    exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
program=$HOME/.local/lib/shiftbook
link=$HOME/.local/bin/shiftbook
share=${XDG_DATA_HOME:-$HOME/.local/share}
data=$share/Shiftbook

refuse_this_computer() {
    [ "$(uname -s)-$(uname -m)" = "Linux-$machine" ] ||
        give_up "This Shiftbook is for Linux on $machine; this computer is $(uname -s) on $(uname -m)."
    version=$(getconf GNU_LIBC_VERSION 2>/dev/null) ||
        give_up "Shiftbook needs glibc $glibc_major.$glibc_minor or newer; this system has another C library."
    version=${version#glibc }
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%.*}
    [ "$major" -gt "$glibc_major" ] || { [ "$major" -eq "$glibc_major" ] && [ "$minor" -ge "$glibc_minor" ]; } ||
        give_up "Shiftbook needs glibc $glibc_major.$glibc_minor or newer; this system has $version."
}

refuse_while_open() {
    for running in /proc/[0-9]*/exe; do
        if [ "$(readlink "$running" 2>/dev/null)" = "$program/shiftbook" ]; then
            give_up "Shiftbook is open. Close it, then run this again."
        fi
    done
}

# The menu reads Exec= with rules of its own for these characters.
refuse_odd_home() {
    case $HOME in
        *[\"\`\$\\%]*) give_up "Your home folder's name, $HOME, has a character no menu entry can hold." ;;
    esac
}

# Desktops watch these folders; only a cache of icons, where somebody has made one, hides what is new.
renew_icon_cache() {
    if [ -f "$share/icons/hicolor/icon-theme.cache" ] && command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -q -t -f "$share/icons/hicolor" || true
    fi
}

remove_program() {
    if [ -f "$program/installed" ]; then
        while IFS= read -r file; do
            rm -f "$share/$file"
        done <"$program/installed"
    fi
    if [ -L "$link" ] && [ "$(readlink "$link")" = "$program/shiftbook" ]; then
        rm "$link"
    fi
    rm -rf "$program"
}

install_program() {
    mkdir -p "$program.new" "$(dirname "$link")" "$share"
    cp -R "$here/program/." "$program.new"
    cp "$here/install.sh" "$program.new/install.sh"
    (cd "$here/share" && find . -type f | sed 's|^\./||' | sort) >"$program.new/installed"
    remove_program
    mv "$program.new" "$program"
    cp -R "$here/share/." "$share"
    sed "s|^Exec=.*|Exec=\"$(printf %s "$program/shiftbook" | sed 's/[&|]/\\&/g')\"|" \
        "$here/share/applications/shiftbook.desktop" >"$share/applications/shiftbook.desktop"
    ln -sfn "$program/shiftbook" "$link"
}

case ${1-} in
    "")
        refuse_this_computer
        refuse_odd_home
        refuse_while_open
        rm -rf "$program.new"
        install_program
        renew_icon_cache
        echo "Shiftbook @VERSION@ is installed. Start it from the menu, or with $link"
        ;;
    --uninstall)
        [ -d "$program" ] || give_up "Shiftbook is not installed in $program."
        refuse_while_open
        remove_program
        renew_icon_cache
        echo "Shiftbook is gone. What you wrote stays in $data"
        ;;
    *)
        give_up "usage: $0 [--uninstall]"
        ;;
esac
