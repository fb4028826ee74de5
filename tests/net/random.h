/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random.h -- numbers that look random and come again with their seed
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

/* Splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", 2014. */
static inline uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* 0 … n - 1. */
static inline unsigned int random_below(struct random *random, unsigned int n)
{
	return (unsigned int)(random_next(random) % n);
}

/* True `percent` times of a hundred. */
static inline bool random_chance(struct random *random, unsigned int percent)
{
	return random_below(random, 100) < percent;
}
