/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import_same.c -- import-same: iptables-save's text against a kernel's dump
 *
 *	import-same [--whole] DUMP FILE…
 *
 * What is imported from the files and what a kernel held, made of the same
 * rules by others, must accept the same packets on every way through the
 * gateway, for some answer of all atoms and for every answer. With --whole
 * only packets count whose transport header is there or, of later fragments,
 * is not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/import.h"
#include "proof/decode.h"
#include "proof/diagram_ask.h"
#include "proof/diagram_find.h"
#include "proof/dump_file.h"
#include "proof/hook.h"
#include "proof/space_care.h"

enum {
	FILE_MAX = 64 << 20,
	WHOLE = 20, /* bytes of TCP's header */
};

struct side {
	struct snapshot snapshot;
	struct rules rules;
	struct lift lift;
	struct lift_options options;
	uint32_t way[3], may[3], must[3];
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

static void lift_side(struct side *side, struct diagrams *all,
		      struct space *space)
{
	lift_init(&side->lift, all, space, &side->rules, &side->options);
	for (unsigned i = 0; i < 3; i++) {
		side->way[i] = hook_way(&side->lift, (enum way)i);
		side->may[i] = hook_may(&side->lift, side->way[i]);
		side->must[i] = hook_must(&side->lift, side->way[i]);
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

static uint32_t whole_packets(struct diagrams *all, struct space *space)
{
	unsigned level = space->levels[VAR_TRANSPORT_LEN];

	return diagram_interval(all, level, 1, WHOLE - 1, DIAGRAM_FALSE,
				DIAGRAM_TRUE);
}

int main(int argc, char **argv)
{
	static const char *const ways[] = { "forward", "input", "output" };

	static struct side imported, kernel;
	struct diagrams all;
	struct space space;
	uint32_t care;
	bool same = true, whole = argc > 1 && !strcmp(argv[1], "--whole");

	argv += 1 + whole;
	must(argv[0] && argv[1]);
	read_dump(&kernel, argv[0]);
	read_files(&imported, argv + 1);
	diagrams_init(&all, (struct diagram_limits){ 0 });
	space_init(&space, ORDER_DESTINATIONS);
	must(lift_tell_names(&imported.rules, &imported.options, &space));
	must(lift_tell_names(&kernel.rules, &kernel.options, &space));
	space_freeze(&space);
	lift_side(&imported, &all, &space);
	lift_side(&kernel, &all, &space);
	care = space_care(&all, &space);
	if (whole)
		care = diagram_and(&all, care, whole_packets(&all, &space));
	for (unsigned i = 0; i < 3; i++) {
		same &= imported.may[i] != DIAGRAM_TOO_MUCH;
		same &= compare(&all, &space, care, ways[i], imported.may[i],
				kernel.may[i]);
		same &= compare(&all, &space, care, ways[i], imported.must[i],
				kernel.must[i]);
	}
	puts(same ? "the same" : "not the same");
	return !same;
}
