#!/bin/sh
# Says how it was called, one argument a line, and does what its first argument says.
act=$1
echo "3 of 4"
echo "said on standard output"
echo "said on standard error" >&2
case $act in
  fail) echo "out of ink" >&2; exit 3 ;;
  forget) exit 0 ;;
  link) ln -s /etc/hostname told.txt; exit 0 ;;
  sleep) sleep 60 ;;
  look)
    cat "${2#--word=}" || echo "cannot read it"
    touch "$(dirname "$0")/written" || echo "cannot write beside itself"
    echo "networks: $(grep -c : /proc/net/dev)" ;;
  flood) yes "too much" | head -n 50000 ;;
esac
{ for one; do printf '<%s>\n' "$one"; done; echo "token=$TOKEN"; env | cut -d= -f1 | sort | tr '\n' ' '; echo; cat; } > told.txt
mkdir more
echo 1 > more/a.txt
echo 2 > more/b.txt
