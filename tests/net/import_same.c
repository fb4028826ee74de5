/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import_same.c -- import-same: iptables-save's text against a kernel's dump
 *
 *	import-same [--all] DUMP FILE…
 *
 * What is imported from the files and what a kernel held, made of the same
 * rules by others, must accept the same packets on every way through the
 * gateway, for some answer of all atoms and for every answer. Only with --all
 * do packets count that are too short for a match of xtables, which drops them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/import.h"
#include "proof/diagram/ask.h"
#include "proof/diagram/find.h"
#include "proof/lift/hook.h"
#include "proof/rules/decode.h"
#include "proof/rules/dump_file.h"
#include "proof/space/care.h"

enum {
	FILE_MAX = 64 << 20,
	WHOLE = 20, /* bytes of TCP's header */
	OFFSET_MAX = 0x1fff,
	TIME = 8000, /* ms; what takes longer is not compared */
};

struct side {
	struct snapshot snapshot;
	struct rules rules;
	struct lift lift;
	struct lift_options options;
	uint32_t may[3], must[3];
};

static char *slurp(const char *path, size_t *len)
{
	char *text = xcalloc(FILE_MAX, 1);
	FILE *in = fopen(path, "re");

	if (!in) {
		perror(path);
		exit(3);
	}
	*len = fread(text, 1, FILE_MAX, in);
	fclose(in);
	return text;
}

static void decode_side(struct side *side, const char *what)
{
	struct decode_flaw flaw;
	char text[256];

	if (!decode(&side->snapshot, &side->rules, &flaw)) {
		printf("%s: %s\n", what,
		       decode_flaw_text(&flaw, text, sizeof(text)));
		exit(1);
	}
}

static void read_files(struct side *side, char **files)
{
	struct save save = { 0 };
	struct import_report report = { 0 };
	struct diags diags = { 0 };
	size_t len;

	for (; *files; files++) {
		char *text = slurp(*files, &len);

		save_read(&save, *files, text, len, 0, &diags);
		free(text);
	}
	if (diags.n_errors == 0)
		import_build(&save, &side->snapshot, &report, &diags);
	diags_print(&diags, stdout, false);
	if (diags.n_errors)
		exit(1);
	import_report_finish(&report);
	diags_finish(&diags);
	save_finish(&save);
	decode_side(side, "imported");
}

static void read_dump(struct side *side, const char *path)
{
	uint8_t digest[DIGEST_LEN];
	size_t len;
	char *bytes = slurp(path, &len);
	enum dump_verdict verdict = dump_file_read((const uint8_t *)bytes, len,
						   &side->snapshot, digest);

	if (verdict != DUMP_FINE) {
		printf("%s: %s\n", path, dump_verdict_text(verdict));
		exit(1);
	}
	free(bytes);
	decode_side(side, path);
}

/* All of one side's are made of the same names, and so are the same. */
static void space_make(struct space *space, const struct side *one,
		       const struct side *other)
{
	space_init(space, ORDER_DESTINATIONS);
	must(lift_tell_names(&one->rules, &one->options, space));
	must(lift_tell_names(&other->rules, &other->options, space));
	space_freeze(space);
}

/* Each way has atoms of its own: none is left in what is compared. */
static void lift_side(struct side *side, const struct side *other,
		      struct diagrams *all)
{
	struct space space;
	uint32_t way;

	for (unsigned i = 0; i < 3; i++) {
		space_make(&space, side, other);
		lift_init(&side->lift, all, &space, &side->rules,
			  &side->options);
		way = hook_way(&side->lift, (enum way)i);
		side->may[i] = hook_may(&side->lift, way);
		side->must[i] = hook_must(&side->lift, way);
		lift_finish(&side->lift);
		space_finish(&space);
	}
}

static void print_packet(const struct space *space, const uint16_t *digits)
{
	uint8_t bytes[16];

	for (unsigned v = 0; v < N_VARIABLES; v++) {
		space_take(space, digits, (enum variable)v, bytes);
		printf("  %s", variable_info((enum variable)v)->name);
		for (size_t i = 0; i < variable_len((enum variable)v); i++)
			printf("%s%02x", i ? "" : " ", bytes[i]);
	}
	putchar('\n');
}

/* False, with a packet, where they are not the same within `care`. */
static bool compare(struct diagrams *all, struct space *space, uint32_t care,
		    const char *what, uint32_t a, uint32_t b)
{
	uint32_t differ = diagram_and(all, care, diagram_differ(all, a, b));
	struct diagram_box box;
	uint16_t digits[DIAGRAM_LEVELS], nice[DIAGRAM_LEVELS] = { 0 };
	const struct diagram_search search = { .within = &box, .nice = nice };

	if (differ == DIAGRAM_FALSE)
		return true;
	if (a == DIAGRAM_TOO_MUCH || b == DIAGRAM_TOO_MUCH) {
		printf("%s: too much\n", what);
		return true;
	}
	printf("%s: not the same\n", what);
	diagram_box_all(&box);
	if (diagram_witness(all, differ, &search, digits) == DIAGRAM_YES) {
		printf("  imported %u, the kernel's %u\n",
		       diagram_evaluate(all, a, digits) == DIAGRAM_TRUE,
		       diagram_evaluate(all, b, digits) == DIAGRAM_TRUE);
		print_packet(space, digits);
	}
	return false;
}

/* With the longest header that a match looks at, or behind IPv4's first and
 * second fragment. */
static uint32_t whole_packets(struct diagrams *all, struct space *space)
{
	unsigned len = space->levels[VAR_TRANSPORT_LEN];
	unsigned fragment = space->levels[VAR_IP4_FRAGMENT];
	uint32_t later = diagram_interval(all, fragment, 2, OFFSET_MAX,
					  DIAGRAM_TRUE, DIAGRAM_FALSE);
	uint32_t ip4 =
		diagram_interval(all, space->levels[VAR_NFPROTO], NF_FAMILY_IP,
				 NF_FAMILY_IP, DIAGRAM_TRUE, DIAGRAM_FALSE);

	later = diagram_bitwise(all, later, fragment, OFFSET_MAX, 0);
	return diagram_or(all, diagram_and(all, ip4, later),
			  diagram_interval(all, len, 0, WHOLE - 1,
					   DIAGRAM_FALSE, DIAGRAM_TRUE));
}

int main(int argc, char **argv)
{
	static const char *const ways[] = { "forward", "input", "output" };

	static struct side imported, kernel;
	struct diagrams all;
	struct space space;
	uint32_t care;
	bool same = true, every = argc > 1 && !strcmp(argv[1], "--all");

	argv += 1 + every;
	must(argv[0] && argv[1]);
	read_dump(&kernel, argv[0]);
	read_files(&imported, argv + 1);
	diagrams_init(&all, (struct diagram_limits){ .milliseconds = TIME });
	space_make(&space, &imported, &kernel);
	lift_side(&imported, &kernel, &all);
	lift_side(&kernel, &imported, &all);
	care = space_care(&all, &space);
	if (!every)
		care = diagram_and(&all, care, whole_packets(&all, &space));
	for (unsigned i = 0; i < 3; i++) {
		same &= compare(&all, &space, care, ways[i], imported.may[i],
				kernel.may[i]);
		same &= compare(&all, &space, care, ways[i], imported.must[i],
				kernel.must[i]);
	}
	puts(same ? "the same" : "not the same");
	return !same;
}
