/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look.h -- what styles make of an element: hidden, coloured
 *
 * A look is what one style says of itself; looks are laid over each other as
 * the cascade does (CSS Cascade 6). A sight is what comes of it for the text:
 * some ways of hiding take all that is inside along, the others last until
 * something inside says otherwise ("font-size:0" around a "font-size:14px").
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mime/html/token.h"

enum {
	COLOR_UNSET = 1 << 24,   /* nothing is said */
	COLOR_UNKNOWN = 2 << 24, /* a picture, a name that is not known */
	COLOR_CLEAR = 3 << 24,   /* nothing is painted */
};

/* Ways of not being seen: bits of html_look.ways. */
enum {
	WAY_KIND = 1 << 0, /* a <template> and its like */
	WAY_NO_DISPLAY = 1 << 1,
	WAY_SEE_THROUGH = 1 << 2,
	WAY_CLIPPED = 1 << 3,
	WAY_CLIPPED_BOX = 1 << 4, /* where it is placed */
	WAY_SHRUNK = 1 << 5,
	/* not by themselves */
	WAY_NO_OVERFLOW = 1 << 6,
	WAY_NO_HEIGHT = 1 << 7,
	WAY_NO_WIDTH = 1 << 8,
	WAY_PLACED = 1 << 9,
	WAY_FAR_LEFT = 1 << 10,
	WAY_FAR_TOP = 1 << 11,
	/* inherited */
	WAY_INVISIBLE = 1 << 12,
	WAY_NO_FONT = 1 << 13,
	WAY_INDENTED = 1 << 14,
	WAY_PRE = 1 << 15, /* hides nothing: blanks and lines stay */
	/* by itself again */
	WAY_SHIFTED = 1 << 16, /* out to the left, with all that is inside */
	WAY_PADDED = 1 << 17,  /* and back */
	WAY_SOME_HEIGHT = 1 << 18, /* against no height: a least one */
	WAY_SOME_WIDTH = 1 << 19,
	/* hide nothing: letters are seen by more than their colour; what
	 * "!important" was said of */
	WAY_PAINTED = 1 << 20,
	WAY_SHADED = 1 << 21,
	WAY_COLOR = 1 << 22,
	WAY_BACKGROUND = 1 << 23,
	/* letters in their order, from the right */
	WAY_OVERRIDES = 1 << 24,
	WAY_RIGHT_TO_LEFT = 1 << 25,
	WAY_SYMBOLS = 1 << 26,  /* inherited: letters are pictures */
	WAY_FILTERED = 1 << 27, /* by itself */
	WAYS_UNSEEN = WAY_INVISIBLE | WAY_NO_FONT | WAY_INDENTED,
	WAYS_INHERITED = WAYS_UNSEEN | WAY_PRE | WAY_SYMBOLS,
};

/* Where an element stands apart from the text beside it. */
enum {
	GAP_BEFORE = 1,
	GAP_BEHIND = 2
};

struct html_look {
	uint32_t said;              /* the ways that are spoken of */
	uint32_t ways;              /* those of them that are so */
	uint32_t fixed;             /* those said with "!important" */
	uint32_t undone;            /* inherited ones that a sheet may undo */
	bool styled;                /* a sheet may say more than is known */
	bool box;                   /* stands on lines of its own */
	bool items;                 /* and so does all that is inside */
	bool struck;                /* crossed out */
	unsigned gaps;              /* GAP_… */
	uint32_t color, background; /* 0xRRGGBB, or one of the above */
};

static const struct html_look html_look_none = {
	.color = COLOR_UNSET,
	.background = COLOR_UNSET,
};

struct html_sight {
	bool gone;                  /* with all that is inside */
	uint32_t ways;              /* inherited */
	uint32_t color, background; /* in force */
};

/* Of "font-family" and <font face>: Wingdings. */
bool html_font_is_symbols(struct html_span value);
/* A colour as CSS or an attribute writes it. */
uint32_t html_color(struct html_span value);
/* The same of a background: unknown if what lies behind shines through. */
uint32_t html_color_of_ground(struct html_span value);
/* Two known colours that an eye does not tell apart. */
bool html_color_same(uint32_t a, uint32_t b);

/* Of one declaration. */
unsigned html_gap_of(struct html_span name, struct html_span value);
/* What one style says (the value of an attribute, or between braces). */
struct html_look html_style_read(struct html_span style);
/* Behind the "}" that closes what was opened just before `at`. */
const char *html_style_block_end(const char *at, const char *end);
/* What the attributes of an element say but style: hidden, color, bgcolor. */
void html_look_of_attributes(const struct html_token *token,
			     struct html_look *look);
/* Lays a look over another: what it says counts. */
void html_look_lay(struct html_look *under, const struct html_look *over);
/* The element and all that is inside is not seen. */
bool html_look_hides(const struct html_look *look);
/* Its text is shown backwards. */
bool html_look_turns(const struct html_look *look);
/* Something is said that matters to the text. */
bool html_look_matters(const struct html_look *look);

/* What is seen outside of all elements. */
static const struct html_sight html_outside = {
	.color = COLOR_UNKNOWN,
	.background = COLOR_UNSET,
};

static inline struct html_sight html_sight_outside(void)
{
	return html_outside;
}

struct html_sight html_sight_inside(const struct html_sight *around,
				    const struct html_look *look);
/* Pictures and the like are not seen; neither is text. */
bool html_sight_is_gone(const struct html_sight *sight);
/* The page is this colour where no background is stated. */
bool html_sight_hides_text(const struct html_sight *sight, uint32_t page);

/* Outlook's paragraphs are lines: its sheet takes the space between them away,
 * as others do in each of them. */
bool html_look_is_tight(const struct html_token *token);
