#!/bin/sh
# Writes 40 records in about two seconds, as little as a process can do.
echo '{"type":"SCHEMA","stream":"numbers","schema":{"properties":{"id":{"type":"integer"}}},"key_properties":["id"]}'
i=0
while [ $i -lt 40 ]; do
  echo "{\"type\":\"RECORD\",\"stream\":\"numbers\",\"record\":{\"id\":$i}}"
  i=$((i + 1))
  sleep 0.05
done
