/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_dumps.c -- whole rulesets out of kernels, lifted and tried
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/inquiry.h"
#include "proof/rules/decode.h"
#include "proof/rules/dump_file.h"

#include "cover_files.h"

enum {
	NODES_MAX = 1 << 24,
	BYTES_MAX = 1 << 30,
	LIFT_MS = 60000,
};

struct dump {
	struct snapshot snapshot;
	struct rules rules;
	struct lift_link *links;
	struct lift_options options;
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool read_all(const char *path, uint8_t **bytes, size_t *len)
{
	FILE *file = fopen(path, "rbe");
	long size;
	bool fine;

	if (!file)
		return false;
	fine = fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0;
	if (fine) {
		rewind(file);
		*len = (size_t)size;
		*bytes = xcalloc(*len + 1, 1);
		fine = fread(*bytes, 1, *len, file) == *len;
	}
	(void)fclose(file);
	return fine;
}

static bool open_dump(struct dump *dump, const char *path)
{
	uint8_t digest[DIGEST_LEN], *bytes = NULL;
	struct decode_flaw flaw;
	size_t len = 0, n;
	bool fine = read_all(path, &bytes, &len) &&
		    dump_file_read(bytes, len, &dump->snapshot, digest) ==
			    DUMP_FINE &&
		    decode(&dump->snapshot, &dump->rules, &flaw);

	free(bytes);
	if (!fine)
		return false;
	n = dump->snapshot.links.n;
	dump->links = xcalloc(n + 1, sizeof(*dump->links));
	for (size_t i = 0; i < n; i++)
		dump->links[i] = (struct lift_link){
			dump->snapshot.links.at[i].index,
			dump->snapshot.links.at[i].name,
		};
	dump->options = (struct lift_options){ .links = dump->links,
					       .n_links = n,
					       .has_links = true };
	return true;
}

static void close_dump(struct dump *dump)
{
	free(dump->links);
	rules_finish(&dump->rules);
	snapshot_finish(&dump->snapshot);
}

static bool any_atom(struct inquiry *inquiry)
{
	bool asked[DIAGRAM_LEVELS];

	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		if (!diagram_support(&inquiry->all, inquiry->accepted[i],
				     asked))
			return true;
		for (unsigned level = inquiry->space.first_atom;
		     level < DIAGRAM_LEVELS; level++)
			if (asked[level])
				return true;
	}
	return false;
}

/* As every question of the product's begins. */
static const char *build(struct cover_totals *totals, struct dump *dump)
{
	const struct inquiry_options options = {
		.rules = &dump->rules,
		.snapshot = &dump->snapshot,
		.how = { .now = (time_t)(dump->snapshot.taken_ns / 1000000000),
			 .time = REGISTER_TIMES },
	};
	struct inquiry inquiry;
	double began = seconds(), took;
	const char *what = "UNKNOWN";
	bool whole = inquiry_build(&inquiry, &options);

	took = seconds() - began;
	if (!whole) {
		totals->unknown++;
	} else if (any_atom(&inquiry)) {
		what = "with atoms";
		totals->with_atoms++;
	} else {
		what = "exact";
		totals->exact++;
	}
	printf(" %zu | %s | %.1f | %.1f |", dump->rules.n_rules, what,
	       took * 1e3, (double)inquiry.all.bytes / (1 << 20));
	totals->seconds += took;
	inquiry_finish(&inquiry);
	return what;
}

bool cover_dump(struct cover_totals *totals, const char *path)
{
	size_t wrong = totals->check.wrong, packets = totals->check.packets;
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	struct dump dump = { 0 };
	struct cover_count *count = xcalloc(1, sizeof(*count));
	struct cover_try attempt = { .name = name,
				     .rules = &dump.rules,
				     .options = &dump.options,
				     .packets = totals->packets,
				     .limits = { NODES_MAX, BYTES_MAX,
						 LIFT_MS } };

	totals->files++;
	printf("| %s |", name);
	if (!open_dump(&dump, path)) {
		free(count);
		puts(" not decoded |");
		return false;
	}
	build(totals, &dump);
	(void)cover_check(&attempt, &totals->check);
	cover_rules(&dump.rules, &dump.options, count);
	for (size_t c = 0; c < N_COVER_CLASSES; c++)
		printf(" %zu |", count->rules[c]);
	printf(" %zu | %zu |\n", totals->check.packets - packets,
	       totals->check.wrong - wrong);
	cover_add(&totals->count, count);
	free(count);
	close_dump(&dump);
	return true;
}

void cover_dumps_end(const struct cover_totals *totals)
{
	const struct cover_check *check = &totals->check;

	putchar('\n');
	cover_print(&totals->count, stdout);
	printf("\nfiles=%zu exact=%zu with_atoms=%zu unknown=%zu seconds=%.2f "
	       "packets=%zu passed=%zu dropped=%zu open=%zu astray=%zu "
	       "traced=%zu unsure=%zu wrong=%zu\n",
	       totals->files, totals->exact, totals->with_atoms,
	       totals->unknown, totals->seconds, check->packets, check->passed,
	       check->dropped, check->open, check->astray, check->traced,
	       check->unsure, check->wrong);
}
