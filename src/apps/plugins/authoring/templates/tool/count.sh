#!/bin/sh
# Counts the letters of the file $1; small and capital ones together unless $2 is there.
echo "letter,count"
if [ -n "$2" ]; then cat "$1"; else tr '[:upper:]' '[:lower:]' < "$1"; fi |
  tr -cd '[:alpha:]' | fold -w 1 | sort | uniq -c | while read -r count letter; do echo "$letter,$count"; done
