/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sighting.c -- what was found around the gate: gathered, compared, packed
 */
#include "kernel/around/sighting.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/wire.h"

enum {
	MAGIC = 0x73766631
};

/* ------ gathering ------ */

/* Cut to size, but never inside a character. */
__attribute__((format(printf, 3, 0))) static const char *
words(struct arena *arena, size_t size, const char *fmt, va_list ap)
{
	char *text = arena_vprintf(arena, fmt, ap);
	size_t len = strlen(text);

	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
		text[len] = '\0';
	}
	return text;
}

static size_t count_of(const struct sightings *sightings, const char *slug)
{
	size_t n = 0;

	vec_each(sighting, &sightings->list)
		n += !strcmp(sighting->slug, slug);
	return n;
}

struct sighting *sightings_add(struct sightings *sightings,
			       enum severity severity, const char *slug,
			       const char *object, ...)
{
	struct sighting *sighting;
	va_list ap;

	if (count_of(sightings, slug) < SIGHTINGS_OF_A_SLUG) {
		sighting = vec_add(&sightings->arena, &sightings->list);
	} else {
		/* Said to nobody, but the caller need not know. */
		sightings->n_more++;
		sighting = arena_alloc(&sightings->arena, sizeof(*sighting));
	}
	sighting->severity = severity;
	sighting->slug = slug;
	va_start(ap, object);
	sighting->object =
		words(&sightings->arena, SIGHTING_OBJECT, object, ap);
	va_end(ap);
	sighting->ja = sighting->en = "";
	return sighting;
}

void sighting_ja(struct sightings *sightings, struct sighting *sighting,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sighting->ja = words(&sightings->arena, SIGHTING_TEXT, fmt, ap);
	va_end(ap);
}

void sighting_en(struct sightings *sightings, struct sighting *sighting,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sighting->en = words(&sightings->arena, SIGHTING_TEXT, fmt, ap);
	va_end(ap);
}

/* ------ order ------ */

static int by_identity(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;
	int order = strcmp(x->slug, y->slug);

	return order ? order : strcmp(x->object, y->object);
}

static int by_gravity(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;

	return x->severity == y->severity  ? by_identity(a, b)
	       : x->severity > y->severity ? -1
					   : 1;
}

static void sort(struct sightings *sightings,
		 int (*order)(const void *, const void *))
{
	if (sightings->list.n)
		qsort(sightings->list.at, sightings->list.n,
		      sizeof(*sightings->list.at), order);
}

void sightings_settle(struct sightings *sightings)
{
	size_t n = 0;

	sort(sightings, by_identity);
	vec_each(sighting, &sightings->list) {
		struct sighting *last = n ? &sightings->list.at[n - 1] : NULL;

		if (last && by_identity(last, sighting) == 0) {
			if (last->severity < sighting->severity)
				*last = *sighting;
		} else {
			sightings->list.at[n++] = *sighting;
		}
	}
	sightings->list.n = n;
	if (n <= SIGHTINGS_MAX)
		return;
	sort(sightings, by_gravity);
	sightings->n_more += (uint32_t)(n - SIGHTINGS_MAX);
	sightings->list.n = SIGHTINGS_MAX;
	sort(sightings, by_identity);
}

/* ------ then and now ------ */

static bool same_words(const struct sighting *a, const struct sighting *b)
{
	return a->severity == b->severity && !strcmp(a->ja, b->ja) &&
	       !strcmp(a->en, b->en);
}

static const struct sighting *find(const struct sightings *sightings,
				   const struct sighting *like, size_t n)
{
	return n ? bsearch(like, sightings->list.at, n, sizeof(*like),
			   by_identity)
		 : NULL;
}

static void add_gone(struct sightings *now, const struct sighting *old)
{
	struct sighting *gone = vec_add(&now->arena, &now->list);

	*gone = (struct sighting){
		.severity = old->severity,
		.mark = SIGHTING_GONE,
		.slug = arena_strdup(&now->arena, old->slug),
		.object = arena_strdup(&now->arena, old->object),
		.ja = arena_strdup(&now->arena, old->ja),
		.en = arena_strdup(&now->arena, old->en),
	};
}

bool sightings_compare(struct sightings *now, const struct sightings *before)
{
	size_t n = now->list.n;
	bool differs = now->n_more != before->n_more;

	vec_each(sighting, &now->list) {
		const struct sighting *old =
			find(before, sighting, before->list.n);

		sighting->mark = old && old->severity >= sighting->severity
					 ? SIGHTING_STANDS
					 : SIGHTING_APPEARED;
		differs |= !old || !same_words(old, sighting);
	}
	vec_each(old, &before->list)
		if (!find(now, old, n)) {
			add_gone(now, old);
			differs = true;
		}
	return differs;
}

void sightings_forget_gone(struct sightings *sightings)
{
	size_t n = 0;

	vec_each(sighting, &sightings->list)
		if (sighting->mark != SIGHTING_GONE)
			sightings->list.at[n++] = *sighting;
	sightings->list.n = n;
}

void sightings_finish(struct sightings *sightings)
{
	arena_finish(&sightings->arena);
	*sightings = (struct sightings){ 0 };
}

/* ------ packed ------ */

static size_t packed_len(const struct sightings *sightings)
{
	size_t len = 4 + 4 + 4;

	vec_each(f, &sightings->list)
		len += 1 + 1 + 4 * 2 + strlen(f->slug) + strlen(f->object) +
		       strlen(f->ja) + strlen(f->en);
	return len;
}

static void pack_text(struct pack *p, const char *text)
{
	pack_u16(p, (uint16_t)strlen(text));
	pack_bytes(p, text, strlen(text));
}

/* NOLINTNEXTLINE(readability-non-const-parameter): packed into */
size_t sightings_pack(const struct sightings *sightings, uint8_t *out,
		      size_t size)
{
	struct pack p = { out, out + size, false };
	size_t len = packed_len(sightings);

	if (len > size)
		return len;
	pack_u32(&p, MAGIC);
	pack_u32(&p, sightings->n_more);
	pack_u32(&p, (uint32_t)sightings->list.n);
	vec_each(sighting, &sightings->list) {
		pack_u8(&p, (uint8_t)sighting->severity);
		pack_u8(&p, (uint8_t)sighting->mark);
		pack_text(&p, sighting->slug);
		pack_text(&p, sighting->object);
		pack_text(&p, sighting->ja);
		pack_text(&p, sighting->en);
	}
	return len;
}

static bool unpack_text(struct wire *w, struct arena *arena, size_t size,
			const char **out)
{
	size_t len = wire_u16(w);
	const char *bytes = (const char *)wire_bytes(w, len);

	if (!bytes || len >= size || !text_is_utf8(bytes, len))
		return false;
	*out = arena_strndup(arena, bytes, len);
	return !text_has_control(*out);
}

static bool unpack_sighting(struct wire *w, struct arena *arena,
			    struct sighting *out)
{
	uint8_t severity = wire_u8(w), mark = wire_u8(w);

	if (severity >= N_SEVERITIES || mark > SIGHTING_GONE)
		return false;
	out->severity = (enum severity)severity;
	out->mark = (enum sighting_mark)mark;
	return unpack_text(w, arena, SIGHTING_SLUG, &out->slug) &&
	       unpack_text(w, arena, SIGHTING_OBJECT, &out->object) &&
	       unpack_text(w, arena, SIGHTING_TEXT, &out->ja) &&
	       unpack_text(w, arena, SIGHTING_TEXT, &out->en);
}

bool sightings_unpack(const uint8_t *bytes, size_t len, struct sightings *out)
{
	struct wire w = { bytes, bytes + len, false };
	uint32_t magic = wire_u32(&w), more = wire_u32(&w), n = wire_u32(&w);

	if (magic != MAGIC || n > 2 * SIGHTINGS_MAX)
		return false;
	out->n_more = more;
	while (n-- > 0)
		if (!unpack_sighting(&w, &out->arena,
				     vec_add(&out->arena, &out->list)))
			return false;
	return wire_done(&w);
}
