/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * symbol.h -- letters that are pictures in their font
 */
#pragma once

#include "mime/html/span.h"

/* The text stands in Wingdings: its picture as a character, if it is one of
 * those that Word and Outlook write by themselves, else the text as it is. */
struct html_span html_symbol(struct html_span text);
