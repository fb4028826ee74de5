/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof_z3.c -- a policy's flows by Z3: does anything pass from zone to zone?
 *
 * usage: proof_z3 BOXES PAIRS. The flows are one formula over bit vectors; the
 * first pair pays for it, the others are asked of the same solver.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <z3.h>

#include "base/must.h"

#include "proof_boxes.h"

struct asking {
	Z3_context z3;
	Z3_solver solver;
	Z3_sort sorts[N_SEG_FIELDS];
	Z3_ast fields[N_SEG_FIELDS];
};

static Z3_ast number(const struct asking *asking, size_t field, uint32_t value)
{
	return Z3_mk_unsigned_int64(asking->z3, value, asking->sorts[field]);
}

static Z3_ast box_of(const struct asking *asking, const struct seg_rule *rule)
{
	Z3_ast in[2 * N_SEG_FIELDS];
	unsigned n = 0;

	for (size_t field = 0; field < N_SEG_FIELDS; field++) {
		uint32_t most = UINT32_MAX >> (32 - seg_bits[field]);
		Z3_ast low = number(asking, field, rule->low[field]);
		Z3_ast high = number(asking, field, rule->high[field]);
		Z3_ast at = asking->fields[field];

		if (rule->low[field] == rule->high[field]) {
			in[n++] = Z3_mk_eq(asking->z3, at, low);
			continue;
		}
		if (rule->low[field] > 0)
			in[n++] = Z3_mk_bvuge(asking->z3, at, low);
		if (rule->high[field] < most)
			in[n++] = Z3_mk_bvule(asking->z3, at, high);
	}
	return Z3_mk_and(asking->z3, n, in);
}

static void begin_asking(struct asking *asking, const struct seg_rule *rules,
			 size_t n)
{
	static const char *const names[N_SEG_FIELDS] = {
		"iif",   "oif",   "daddr", "saddr",
		"proto", "dport", "sport", "state",
	};
	Z3_config config = Z3_mk_config();
	Z3_ast *boxes = xcalloc(n + 1, sizeof(void *));
	Z3_context z3 = asking->z3 = Z3_mk_context(config);

	Z3_del_config(config);
	for (size_t field = 0; field < N_SEG_FIELDS; field++) {
		asking->sorts[field] = Z3_mk_bv_sort(z3, seg_bits[field]);
		asking->fields[field] =
			Z3_mk_const(z3, Z3_mk_string_symbol(z3, names[field]),
				    asking->sorts[field]);
	}
	for (size_t i = 0; i < n; i++)
		boxes[i] = box_of(asking, &rules[i]);
	/* Its quickest by far for these: bits, kept from question to question. */
	asking->solver =
		Z3_mk_solver_for_logic(z3, Z3_mk_string_symbol(z3, "QF_BV"));
	Z3_solver_inc_ref(z3, asking->solver);
	Z3_solver_assert(z3, asking->solver, Z3_mk_or(z3, (unsigned)n, boxes));
	free(boxes);
}

static bool is_apart(struct asking *asking, unsigned from, unsigned to)
{
	Z3_context z3 = asking->z3;
	Z3_lbool answer;

	Z3_solver_push(z3, asking->solver);
	Z3_solver_assert(z3, asking->solver,
			 Z3_mk_eq(z3, asking->fields[SEG_IIF],
				  number(asking, SEG_IIF, from)));
	Z3_solver_assert(z3, asking->solver,
			 Z3_mk_eq(z3, asking->fields[SEG_OIF],
				  number(asking, SEG_OIF, to)));
	answer = Z3_solver_check(z3, asking->solver);
	must(answer != Z3_L_UNDEF);
	Z3_solver_pop(z3, asking->solver, 1);
	return answer == Z3_L_FALSE;
}

int main(int argc, char **argv)
{
	struct asking asking;
	struct seg_rule *rules;
	struct rusage usage;
	unsigned apart, pairs;
	double begin;
	size_t n;

	if (argc != 3)
		return 2;
	rules = boxes_read(argv[1], &n);
	pairs = (unsigned)strtoul(argv[2], NULL, 10);
	begin = boxes_seconds();
	begin_asking(&asking, rules, n);
	apart = is_apart(&asking, 0, 0);
	printf("cold %.6f ", boxes_seconds() - begin);
	begin = boxes_seconds();
	for (unsigned pair = 1; pair <= pairs; pair++)
		apart += is_apart(&asking, pair / SEG_ZONES % SEG_ZONES,
				  pair % SEG_ZONES);
	printf("pair %.6f apart %u ", (boxes_seconds() - begin) / pairs, apart);
	must(getrusage(RUSAGE_SELF, &usage) == 0);
	printf("rss %ld\n", usage.ru_maxrss * 1024L);
	Z3_solver_dec_ref(asking.z3, asking.solver);
	Z3_del_context(asking.z3);
	free(rules);
	return 0;
}
