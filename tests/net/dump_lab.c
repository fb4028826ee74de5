/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump_lab.c -- takes dumps, keeps them as files, and says what is in them
 *
 *	dump-lab take FILE	of the network namespace it is in
 *	dump-lab disturbed N FILE	the same, while in each of the first N
 *				attempts somebody adds a table
 *	dump-lab policies N	takes N, and counts those in which all base chains
 *				do the same with what no rule takes
 *	dump-lab show FILE	its rules, in nft's words
 *	dump-lab count FILE	how much of what is in it, and for how long
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "base/text.h"
#include "kernel/around/around.h"
#include "kernel/dump.h"
#include "proof/rules/decode.h"
#include "proof/rules/dump_file.h"

#include "rules_text.h"

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int give_up(const char *what, const char *why)
{
	fprintf(stderr, "dump-lab: %s: %s\n", what, why);
	return 3;
}

static void look_around(struct snapshot *out)
{
	const struct expectation expected = { 0 };
	struct around_eyes eyes;
	struct around around = { 0 };

	if (around_open(&eyes) == 0) {
		around_look(&eyes, &expected, &around);
		dump_around(&around, out);
		around_finish(&around);
	}
	around_close(&eyes);
}

static int write_file(const char *path, const struct snapshot *snapshot,
		      char digest_text[DIGEST_TEXT])
{
	size_t len = dump_file_len(snapshot);
	uint8_t *bytes = xcalloc(len, 1);
	uint8_t digest[DIGEST_LEN];
	FILE *file = fopen(path, "wb");
	bool fine;

	dump_file_write(snapshot, bytes, digest);
	text_hex(digest_text, digest, sizeof(digest));
	fine = file && fwrite(bytes, len, 1, file) == 1;
	if (file)
		fine &= fclose(file) == 0;
	free(bytes);
	return fine ? 0 : give_up(path, "cannot be written");
}

/* Somebody who changes the rules between two questions, once an attempt. */
struct disturber {
	unsigned int left, asked;
};

enum {
	QUESTIONS_BEFORE = 3, /* tables are known by then */
};

static bool disturb(void *ctx)
{
	struct disturber *disturber = ctx;
	char command[64];

	if (disturber->left == 0 || disturber->asked++ < QUESTIONS_BEFORE)
		return false;
	disturber->asked = 0;
	snprintf(command, sizeof(command), "nft add table ip disturbed%u",
		 disturber->left--);
	must(system(command) == 0);
	return false;
}

static int take(const char *path, unsigned int disturbances)
{
	struct disturber disturber = { .left = disturbances };
	const struct dump_stop stop = { disturb, &disturber };
	struct snapshot snapshot = { 0 };
	char digest[DIGEST_TEXT];
	struct sock sock;
	double began, taken;
	int r = sock_open(&sock);

	if (r < 0)
		return give_up("netlink", strerror(-r));
	began = now_ms();
	r = dump_take(&sock, &stop, &snapshot);
	taken = now_ms();
	sock_close(&sock);
	if (r < 0) {
		snapshot_finish(&snapshot);
		return give_up("dump", strerror(-r));
	}
	dump_where(&snapshot);
	look_around(&snapshot);
	r = write_file(path, &snapshot, digest);
	printf("generation %u\nbytes %zu\nlinks %zu\nfacts %zu\n"
	       "digest %s\ntaken_ms %.1f\n",
	       snapshot.genid, snapshot_len(&snapshot), snapshot.links.n,
	       snapshot.facts.n, digest, taken - began);
	snapshot_finish(&snapshot);
	return r;
}

static int read_file(const char *path, struct snapshot *out)
{
	FILE *file = fopen(path, "rb");
	uint8_t digest[DIGEST_LEN];
	enum dump_verdict verdict;
	uint8_t *bytes;
	size_t len;

	if (!file)
		return give_up(path, "cannot be read");
	must(fseek(file, 0, SEEK_END) == 0);
	len = (size_t)ftell(file);
	rewind(file);
	bytes = xcalloc(len + 1, 1);
	must(fread(bytes, 1, len, file) == len);
	(void)fclose(file);
	verdict = dump_file_read(bytes, len, out, digest);
	free(bytes);
	return verdict == DUMP_FINE ? 0
				    : give_up(path, dump_verdict_text(verdict));
}

static void count_exprs(const struct nf_rule *rule, const char **names,
			size_t *counts)
{
	for (size_t i = 0; i < rule->exprs.n; i++) {
		const struct nf_expr *expr = &rule->exprs.at[i];
		size_t kind = expr->kind;

		names[kind] =
			expr->kind == EXPR_UNKNOWN ? "UNKNOWN" : expr->name;
		counts[kind]++;
	}
}

static void print_exprs(const struct rules *rules)
{
	const char *names[N_NF_EXPRS] = { 0 };
	size_t counts[N_NF_EXPRS] = { 0 };

	vec_each(table, &rules->tables)
		vec_each(chain, &table->chains)
			vec_each(rule, &chain->rules)
				count_exprs(rule, names, counts);
	for (size_t i = 0; i < N_NF_EXPRS; i++)
		if (counts[i])
			printf("expr %zu %s %zu\n", i, names[i], counts[i]);
}

static void print_counts(const struct rules *rules)
{
	printf("tables %zu\nchains %zu\nrules %zu\nexprs %zu\nsets %zu\n"
	       "elements %zu\nstrange %zu\narena %zu\n",
	       rules->tables.n, rules->n_chains, rules->n_rules, rules->n_exprs,
	       rules->n_sets, rules->n_elements, rules->n_strange,
	       rules->arena.used);
	print_exprs(rules);
}

static int show(const char *path, bool only_counts)
{
	struct snapshot snapshot = { 0 };
	struct decode_flaw flaw;
	struct rules rules;
	char text[512];
	double began;
	int r = read_file(path, &snapshot);

	if (r)
		return r;
	began = now_ms();
	if (!decode(&snapshot, &rules, &flaw)) {
		decode_flaw_text(&flaw, text, sizeof(text));
		snapshot_finish(&snapshot);
		return give_up(path, text);
	}
	if (only_counts) {
		printf("decoded_ms %.1f\n", now_ms() - began);
		print_counts(&rules);
	} else {
		rules_text(&rules, stdout);
	}
	rules_finish(&rules);
	snapshot_finish(&snapshot);
	return 0;
}

static bool policies_agree(const struct snapshot *snapshot)
{
	size_t chains = 0, accepting = 0;
	struct decode_flaw flaw;
	struct rules rules;

	if (!decode(snapshot, &rules, &flaw))
		return false;
	vec_each(table, &rules.tables)
		vec_each(chain, &table->chains)
			if (chain->base) {
				chains++;
				accepting += chain->base->accepts;
			}
	rules_finish(&rules);
	return accepting == 0 || accepting == chains;
}

static int compare_policies(size_t times)
{
	size_t whole = 0, torn = 0, given_up = 0;
	struct snapshot snapshot = { 0 };
	struct sock sock;

	must(sock_open(&sock) == 0);
	for (size_t i = 0; i < times; i++)
		if (dump_take(&sock, NULL, &snapshot) < 0)
			given_up++;
		else if (policies_agree(&snapshot))
			whole++;
		else
			torn++;
	sock_close(&sock);
	snapshot_finish(&snapshot);
	printf("whole %zu\ntorn %zu\ngiven up %zu\n", whole, torn, given_up);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "take"))
		return take(argv[2], 0);
	if (argc == 4 && !strcmp(argv[1], "disturbed"))
		return take(argv[3], (unsigned int)atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "count"))
		return show(argv[2], true);
	if (argc == 3 && !strcmp(argv[1], "show"))
		return show(argv[2], false);
	if (argc == 3 && !strcmp(argv[1], "policies"))
		return compare_policies((size_t)atoi(argv[2]));
	fputs("usage: dump-lab take|show|count FILE | disturbed N FILE |"
	      " policies N\n",
	      stderr);
	return 2;
}
