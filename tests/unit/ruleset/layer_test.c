/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layer_test.c -- tests src/ruleset/layer.c
 */
#include "ruleset/layer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "ruleset/build.h"

#include "random_policy.h"

static struct arena arena;
static struct set set;

static int fresh(void **state)
{
	(void)state;
	arena_finish(&arena);
	set = (struct set){
		.key = KEY(FIELD_IP_SADDR, FIELD_IP_DADDR, FIELD_L4PROTO,
			   FIELD_TH_DPORT),
		.interval = true,
	};
	return 0;
}

static void put(uint8_t *bytes, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* [a, b] x [c, d] x tcp x [p, q] */
static void add(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint16_t p,
		uint16_t q)
{
	struct element *e = vec_add(&arena, &set.elements);

	put(e->key, a);
	put(e->last, b);
	put(e->key + 4, c);
	put(e->last + 4, d);
	e->key[8] = e->last[8] = 6;
	field_put(FIELD_TH_DPORT, p, e->key + 12);
	field_put(FIELD_TH_DPORT, q, e->last + 12);
}

static bool overlaps(const struct element *a, const struct element *b)
{
	for (size_t f = 0; f < 4; f++) {
		size_t len = field_info(set.key.fields[f])->len;

		if (memcmp(a->key + 4 * f, b->last + 4 * f, len) > 0 ||
		    memcmp(b->key + 4 * f, a->last + 4 * f, len) > 0)
			return false;
	}
	return true;
}

static void nothing_has_no_layers(void **state)
{
	(void)state;
	assert_int_equal(layers_assign(&set, NULL), 0);
}

static void neighbours_share_a_layer(void **state)
{
	uint32_t layers[3];

	(void)state;
	add(0, 9, 0, 9, 80, 80);
	add(10, 19, 0, 9, 80, 80);
	add(0, 9, 0, 9, 81, 90);
	assert_int_equal(layers_assign(&set, layers), 1);
}

static void one_common_tuple_parts_two_boxes(void **state)
{
	uint32_t layers[2];

	(void)state;
	add(0, 10, 0, 10, 80, 90);
	add(10, 20, 10, 20, 90, 100);
	assert_int_equal(layers_assign(&set, layers), 2);
	assert_int_equal(layers[0], 0);
	assert_int_equal(layers[1], 1);
}

/* The lowest layer free of every earlier box it overlaps, by definition. */
static void layers_are_as_a_loop_over_all_pairs_finds_them(void **state)
{
	enum {
		N = 200
	};

	uint32_t layers[N];

	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		random_seed(seed);
		fresh(NULL);
		for (int i = 0; i < N; i++) {
			uint32_t a = pick(100), c = pick(100), p = pick(20);

			add(a, a + pick(one_in(5) ? 80 : 4), c,
			    c + pick(one_in(5) ? 80 : 4), (uint16_t)p,
			    (uint16_t)(p + pick(3)));
		}
		layers_assign(&set, layers);
		for (size_t i = 0; i < N; i++) {
			bool taken[N] = { false };
			uint32_t lowest = 0;

			for (size_t k = 0; k < i; k++)
				if (overlaps(&set.elements.at[i],
					     &set.elements.at[k]))
					taken[layers[k]] = true;
			while (taken[lowest])
				lowest++;
			assert_int_equal(layers[i], lowest);
		}
	}
}

/* Half of the boxes are one host to everywhere, half everywhere to one host, on
 * ports of their own: no corner tells them apart. */
static void an_awkward_register_does_not_cost_all_pairs(void **state)
{
	enum {
		N = 20000
	};

	uint32_t *layers = calloc(N, sizeof(*layers));
	clock_t began;

	(void)state;
	for (uint32_t i = 0; i < N / 2; i++) {
		add(i, i, 0, UINT32_MAX, 80, 80);
		add(0, UINT32_MAX, i, i, 443, 443);
	}
	began = clock();
	assert_int_equal(layers_assign(&set, layers), 1);
	assert_true(clock() - began < 2 * CLOCKS_PER_SEC);
	free(layers);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_has_no_layers, fresh),
		cmocka_unit_test_setup(neighbours_share_a_layer, fresh),
		cmocka_unit_test_setup(one_common_tuple_parts_two_boxes, fresh),
		cmocka_unit_test_setup(
			layers_are_as_a_loop_over_all_pairs_finds_them, fresh),
		cmocka_unit_test_setup(
			an_awkward_register_does_not_cost_all_pairs, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, fresh);
}
