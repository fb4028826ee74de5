/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sighting.h -- what was found around the gate, in words, and what of it
 * is new or gone
 *
 * A sighting is known again by slug and object ("finding" is verify.h's).
 * Packed (big-endian): u32 0x73766631, u32 how many more there were, u32
 * sightings; for each u8 severity,
 * u8 mark, and slug, object, Japanese and English text, each as u16 length and
 * UTF-8 without NUL and control characters.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum severity {
	SEVERITY_NOTE,    /* worth knowing; opens nothing */
	SEVERITY_WARNING, /* cuts what should pass, or may */
	SEVERITY_ALARM,   /* leads around the gate, or changes what its rules
			   * mean, or hides from us whether it does */
};

enum {
	N_SEVERITIES = SEVERITY_ALARM + 1
};

enum sighting_mark {
	SIGHTING_STANDS,
	SIGHTING_APPEARED,
	SIGHTING_GONE,
};

enum {
	SIGHTINGS_MAX = 1000,      /* beyond it they are counted */
	SIGHTINGS_OF_A_SLUG = 100, /* so that one flood hides nothing else */
	SIGHTING_SLUG = 48,        /* bytes, with a NUL */
	SIGHTING_OBJECT = 160,
	SIGHTING_TEXT = 1024,
	SIGHTINGS_PACKED_MAX = 4 << 20,
};

struct sighting {
	enum severity severity;
	enum sighting_mark mark;
	const char *slug;    /* "tc-redirect" */
	const char *object;  /* "lg0 -> in0" */
	const char *ja, *en; /* what it means, and what to do */
};

/* All zero: nothing was found. sightings_finish() frees it. */
struct sightings {
	struct arena arena;
	VEC(struct sighting) list;
	uint32_t n_more; /* that found no room */
};

/* Good until the next one is added. Texts that are too long are cut. */
struct sighting *sightings_add(struct sightings *sightings,
			       enum severity severity, const char *slug,
			       const char *object, ...)
	__attribute__((format(printf, 4, 5)));
void sighting_ja(struct sightings *sightings, struct sighting *sighting,
		 const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void sighting_en(struct sightings *sightings, struct sighting *sighting,
		 const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Orders them by slug and object, leaves out what stands there twice, and
 * keeps the SIGHTINGS_MAX gravest. */
void sightings_settle(struct sightings *sightings);
/*
 * Both settled. Marks those of `now` that appeared or became graver, adds
 * copies of those gone.
 * False: nothing is different, not even a text.
 */
bool sightings_compare(struct sightings *now, const struct sightings *before);
/* Takes the gone ones out again. */
void sightings_forget_gone(struct sightings *sightings);
void sightings_finish(struct sightings *sightings);

/* Bytes needed; written only if they fit into size. */
size_t sightings_pack(const struct sightings *sightings, uint8_t *out,
		      size_t size);
/* `out` is empty before, and to be finished in any case. False: not
 * well-formed, or more than twice SIGHTINGS_MAX. */
bool sightings_unpack(const uint8_t *bytes, size_t len, struct sightings *out);
