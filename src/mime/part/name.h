/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.h -- the file name of a part, from all the places that give one
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct mime;
struct params;
struct part;

/* Adds the values of the parameter ("filename" or "name") to part->name:
 * names that differ are all shown, "a.txt / b.exe". */
void part_name_add(struct mime *mime, const struct params *params,
		   const char *param, struct part *part);
/* UTF-8 as the name of a file, at most LIMIT_NAME bytes: of one too long the
 * ending stays, for it says what the file is. */
const char *part_name_show(struct mime *mime, const uint8_t *text, size_t len);
