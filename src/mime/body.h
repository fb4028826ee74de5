/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body.h -- which parts are the text of the message, and which are removed
 */
#pragma once

struct converted;
struct mime;
struct tree;

/* Fills the text and the list of removed parts of *out. */
void body_collect(struct mime *mime, const struct tree *tree,
		  struct converted *out);
