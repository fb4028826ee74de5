/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_folder.h -- where models, named services and notices lie
 */
#pragma once

/*
 * $SEKISHO_RULES; else, for a program run from a build folder inside the
 * sources, ../rules beside it; else the installed folder. Never NULL; the text
 * lives as long as the program.
 */
const char *rules_folder(void);
