/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * power_test.c -- the power fails after every single change of the disk
 *
 * power_test [ROUNDS [STEPS]]: in each some dozens of originals are kept, held,
 * decided on, erased and expire, with restarts in between. After each change of
 * the disk (sectors.h) a child looks at what a cut would leave: whatever had been
 * promised by then must be so, and the store must be able to go on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/must.h"
#include "store/store.h"

#include "folder.h"
#include "sectors.h"

enum {
	DAY = 86400,
	NOON = 1795230000, /* 2026-11-21 12:00 in Japan */
	PROMISES = 300,
	LARGEST = 20000,
	ROOM = 64 << 20,
};

static const struct store_rules rules = { ROOM, 3 };

enum was {
	NO_MORE, /* expired: nobody may ask */
	KEPT,
	ERASING, /* was asked for: the message may be gone */
	ERASED,
};

enum held {
	NOT_HELD,
	EITHER, /* is being changed */
	HELD
};

static struct promise {
	struct reference reference;
	unsigned seed;
	uint32_t size;
	enum was was;
	enum held held;
} promises[PROMISES];

static size_t n_promises;

static struct store store;
static uint64_t random_state;
static size_t n_cuts, n_bad;
static unsigned round_seed;

static unsigned draw(unsigned below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state >> 33) % below;
}

static uint8_t byte_of(unsigned seed, uint32_t i)
{
	return (uint8_t)(seed * 31 + i * 7 + i / 251);
}

static int make_message(unsigned seed, uint32_t size)
{
	static uint8_t bytes[LARGEST];
	int fd = memfd_create("message", MFD_CLOEXEC);

	for (uint32_t i = 0; i < size; i++)
		bytes[i] = byte_of(seed, i);
	must(fd_write_at(fd, bytes, size, 0) == 0);
	return fd;
}

static int append(struct store *to, unsigned seed, uint32_t size, uint64_t time,
		  struct reference *out)
{
	int fd = make_message(seed, size);
	const struct original original = { time, "abc", 3, fd, size };
	int r = store_append(to, &original, out);

	close(fd);
	return r;
}

/* ------ after a cut ------ */

static bool is_whole(const struct kept *kept, const struct promise *promise)
{
	static uint8_t bytes[LARGEST];

	if (kept->place.record.size != promise->size ||
	    volume_read(&kept->volume, &kept->place, 0, bytes, promise->size) <
		    0)
		return false;
	for (uint32_t i = 0; i < promise->size; i++)
		if (bytes[i] != byte_of(promise->seed, i))
			return false;
	return true;
}

static const char *judge(const struct store *left,
			 const struct promise *promise)
{
	static struct kept kept;
	const char *wrong = NULL;
	bool held = store_is_held(left, &promise->reference);

	if (promise->was == NO_MORE)
		return NULL;
	if (promise->held != EITHER && held != (promise->held == HELD))
		return "its mark is wrong";
	if (store_find(left, &promise->reference, &kept) < 0)
		return "it is lost";
	if (promise->was == KEPT && !is_whole(&kept, promise))
		wrong = "it is not what was kept";
	if (promise->was == ERASED && kept.place.record.state != RECORD_ERASED)
		wrong = "it was erased, and is there";
	kept_close(&kept);
	return wrong;
}

static const char *judge_all(const struct store *left)
{
	const char *wrong = NULL;

	for (size_t i = 0; !wrong && i < n_promises; i++)
		wrong = judge(left, &promises[i]);
	return wrong;
}

static bool was_given(const struct reference *reference)
{
	for (size_t i = 0; i < n_promises; i++)
		if (promises[i].reference.day == reference->day &&
		    promises[i].reference.number == reference->number &&
		    promises[i].was != NO_MORE)
			return true;
	return false;
}

/* Some more are kept, then it is opened without any index. */
static const char *go_on(struct store *left, int folder)
{
	static const uint32_t sizes[] = { 1, 9000, 0, 4096 };

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct promise fresh = { .seed = i,
					 .size = sizes[i],
					 .was = KEPT };

		if (append(left, i, sizes[i], NOON - 5 * DAY,
			   &fresh.reference) < 0 ||
		    store_commit(left) < 0)
			return "it does not go on";
		if (was_given(&fresh.reference))
			return "a reference was given twice";
		must(n_promises < PROMISES);
		promises[n_promises++] = fresh;
	}
	store_close(left);
	for (uint32_t part = 1; part < 9; part++) {
		char name[VOLUME_NAME];

		volume_name(name, left->current.day, part, "index");
		unlinkat(folder, name, 0);
	}
	return store_open(left, folder, &rules) < 0 ? "it opens only once"
						    : judge_all(left);
}

static int look(enum luck luck, uint64_t seed)
{
	const char *wrong = "it cannot be opened";
	struct store left;
	int folder = folder_make();

	sectors_leave(folder, luck, seed);
	if (store_open(&left, folder, &rules) == 0)
		wrong = judge_all(&left);
	if (!wrong)
		wrong = go_on(&left, folder);
	if (wrong)
		fprintf(stderr, "round %u, cut %zu, luck %d: %s\n", round_seed,
			n_cuts, luck, wrong);
	folder_remove(folder);
	return wrong != NULL;
}

static void cut(void)
{
	for (enum luck luck = 0; luck < N_LUCKS; luck++) {
		int status;
		pid_t pid = fork();

		must(pid >= 0);
		if (pid == 0) {
			int null = open("/dev/null", O_WRONLY);

			if (!getenv("SEKISHO_VERBOSE"))
				dup2(null, STDOUT_FILENO);
			_exit(look(luck, n_cuts * 7919 + round_seed));
		}
		must(waitpid(pid, &status, 0) == pid);
		n_bad += status != 0;
		n_cuts++;
	}
}

/* ------ a life ------ */

static void keep_some(uint64_t time)
{
	const size_t first = n_promises, n = 1 + draw(3);

	for (size_t i = 0; i < n; i++) {
		struct promise *promise = &promises[n_promises];

		*promise = (struct promise){ .seed = draw(1000),
					     .size = draw(LARGEST),
					     .was = NO_MORE };
		must(n_promises < PROMISES);
		must(append(&store, promise->seed, promise->size, time,
			    &promise->reference) == 0);
		n_promises++;
	}
	must(store_commit(&store) == 0);
	for (size_t i = first; i < n_promises; i++)
		promises[i].was = KEPT;
	cut(); /* now, and nothing later, makes it true */
}

static struct promise *any(void)
{
	struct promise *promise;

	if (!n_promises)
		return NULL;
	promise = &promises[draw((unsigned)n_promises)];
	return promise->was == KEPT ? promise : NULL;
}

static void hold_one(void)
{
	struct promise *promise = any();

	if (!promise || promise->held == HELD)
		return;
	promise->held = EITHER;
	must(store_hold(&store, &promise->reference, "") == 0);
	promise->held = HELD;
}

static void decide_one(void)
{
	struct promise *promise = any();

	if (!promise || promise->held == NOT_HELD)
		return;
	promise->held = EITHER;
	must(store_unhold(&store, &promise->reference) == 0);
	promise->held = NOT_HELD;
}

/* Of one sector with the head, or of several. */
static const char *words(void)
{
	static char text[3000];

	memset(text, 'w', sizeof(text) - 1);
	return draw(2) ? text : text + sizeof(text) - 20;
}

static void erase_one(void)
{
	struct promise *promise = any();

	if (!promise)
		return;
	promise->was = ERASING;
	promise->held = EITHER;
	must(store_erase(&store, &promise->reference, words()) == 0);
	promise->was = ERASED;
	promise->held = NOT_HELD;
}

static void expire(uint64_t time)
{
	const uint32_t first =
		reference_day_add(reference_day((time_t)time), -2);
	struct expired expired;

	for (size_t i = 0; i < n_promises; i++)
		if (promises[i].reference.day < first &&
		    promises[i].held == NOT_HELD)
			promises[i].was = NO_MORE;
	must(store_expire(&store, (time_t)time, &expired) == 0);
}

static void live(int folder, unsigned steps)
{
	uint64_t time = NOON - 5 * DAY;

	must(store_open(&store, folder, &rules) == 0);
	for (unsigned step = 0; step < steps; step++) {
		switch (draw(10)) {
		case 0:
			hold_one();
			break;
		case 1:
			decide_one();
			break;
		case 2:
			erase_one();
			break;
		case 3:
			store_close(&store);
			must(store_open(&store, folder, &rules) == 0);
			break;
		case 4:
			time += draw(DAY);
			expire(time);
			break;
		default:
			keep_some(time);
		}
	}
	store_close(&store);
}

int main(int argc, char **argv)
{
	const unsigned rounds =
		argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
	const unsigned steps =
		argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 60;

	setenv("TZ", "JST-9", 1);
	tzset();
	for (round_seed = 0; round_seed < rounds; round_seed++) {
		int folder = folder_make();

		random_state = 88172645463325252ULL + round_seed * 1000003ULL;
		n_promises = 0;
		sectors_begin(folder, cut);
		live(folder, steps);
		sectors_end();
		folder_remove(folder);
	}
	printf("1..1\n%s 1 - %zu cuts, %zu of them lost something\n",
	       n_bad ? "not ok" : "ok", n_cuts, n_bad);
	return n_bad != 0;
}
