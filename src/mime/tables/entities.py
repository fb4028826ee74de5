#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# entities.py -- HTML's named character references, from Python's html.entities
#
# entities.py OUTPUT
import html.entities
import sys

names = sorted(html.entities.html5)
with open(sys.argv[1], 'w', encoding='ascii') as out:
    out.write('/* made by entities.py */\n#include "mime/tables/tables.h"\n\n'
              'const struct html_entity html_entities[] = {\n')
    for name in names:
        text = html.entities.html5[name]
        out.write('{ "%s", 0x%X, 0x%X },\n' % (
            name, ord(text[0]), ord(text[1]) if len(text) > 1 else 0))
    out.write('};\n\nconst uint16_t html_entities_from[257] = {')
    out.writelines(' %d,' % sum(ord(name[0]) < c for name in names) for c in range(257))
    out.write(' };\n')
