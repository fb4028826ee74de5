/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate_store_test.c -- tests src/daemon/engine/isolate/store.c: what is written is
 * read, and no damage goes unnoticed
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "daemon/engine/isolate/store.h"

static char folder[32];
static int state_folder;
static struct isolation_order orders[ORDERS_MAX], back[ORDERS_MAX];
static size_t n_back;

static int setup(void **state)
{
	(void)state;
	memcpy(folder, "/tmp/sekisho-orders-XXXXXX", 27);
	must(mkdtemp(folder));
	state_folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return state_folder < 0;
}

static void forget(struct isolation_order *list)
{
	for (size_t i = 0; i < ORDERS_MAX; i++)
		isolation_finish(&list[i].meant);
	memset(list, 0, ORDERS_MAX * sizeof(*list));
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	forget(orders);
	forget(back);
	close(state_folder);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	/* NOLINTNEXTLINE(cert-env33-c): a folder that this test has made */
	return system(command);
}

static void fill(struct isolation_order *order, const char *word, size_t ranges)
{
	struct isolated *isolated =
		vec_add(&order->meant.arena, &order->meant.list);
	struct addr_range *range;

	snprintf(order->word, sizeof(order->word), "%s", word);
	snprintf(order->by, sizeof(order->by), "田中");
	snprintf(order->reason, sizeof(order->reason), "\"感染\" の疑い");
	order->uid = 1000;
	order->since = 1800000000;
	isolated->kind = ISOLATED_HOST;
	isolated->name = "x";
	for (size_t i = 0; i < ranges; i++) {
		range = vec_add(&order->meant.arena, &isolated->ranges);
		range->first.family = range->last.family = FAMILY_IPV6;
		range->first.bytes[14] = range->last.bytes[14] =
			(uint8_t)(i >> 8);
		range->first.bytes[15] = range->last.bytes[15] = (uint8_t)i;
	}
}

static int read_back(void)
{
	forget(back);
	return isolate_store_read(state_folder, back, &n_back);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	fill(&orders[0], "zone:庁内", 3);
	fill(&orders[1], "flow:F-1", 1);
	orders[1].meant.list.at[0] =
		(struct isolated){ .kind = ISOLATED_ENTRY, .name = "F-1" };
	*vec_add(&orders[1].meant.arena, &orders[1].meant.list.at[0].entries) =
		(struct isolated_entry){ 7, 12 };
	assert_int_equal(isolate_store_write(state_folder, orders, 2), 0);
	assert_int_equal(read_back(), 0);
	assert_int_equal(n_back, 2);
	assert_string_equal(back[0].word, "zone:庁内");
	assert_string_equal(back[0].by, "田中");
	assert_string_equal(back[0].reason, "\"感染\" の疑い");
	assert_int_equal(back[0].uid, 1000);
	assert_int_equal(back[0].since, 1800000000);
	assert_int_equal(back[0].meant.list.at[0].ranges.n, 3);
	assert_int_equal(back[0].meant.list.at[0].ranges.at[2].last.bytes[15],
			 2);
	assert_string_equal(back[1].word, "flow:F-1");
	assert_int_equal(back[1].meant.list.at[0].entries.at[0].number, 12);
}

static void no_file_is_no_order(void **state)
{
	(void)state;
	assert_int_equal(read_back(), 0);
	assert_int_equal(n_back, 0);
}

static void the_most_there_can_be_is_written_and_read(void **state)
{
	char word[REQUEST_WORD];

	(void)state;
	memset(word, 'w', sizeof(word));
	memcpy(word, "host:", 5);
	word[sizeof(word) - 1] = '\0';
	for (size_t i = 0; i < ORDERS_MAX; i++) {
		fill(&orders[i], word, ISOLATED_RANGES_MAX);
		memset(orders[i].reason, '"', sizeof(orders[i].reason) - 1);
	}
	assert_int_equal(isolate_store_write(state_folder, orders, ORDERS_MAX),
			 0);
	assert_int_equal(read_back(), 0);
	assert_int_equal(n_back, ORDERS_MAX);
	assert_int_equal(back[ORDERS_MAX - 1].meant.list.at[0].ranges.n,
			 ISOLATED_RANGES_MAX);
}

static void the_same_is_not_written_again(void **state)
{
	struct stat first, second;

	(void)state;
	fill(&orders[0], "host:pc1", 1);
	assert_int_equal(isolate_store_write(state_folder, orders, 1), 0);
	assert_int_equal(fstatat(state_folder, "isolation", &first, 0), 0);
	assert_int_equal(isolate_store_write(state_folder, orders, 1), 0);
	assert_int_equal(fstatat(state_folder, "isolation", &second, 0), 0);
	assert_int_equal(first.st_ino, second.st_ino);
	assert_int_equal(isolate_store_write(state_folder, orders, 0), 0);
	assert_int_equal(read_back(), 0);
	assert_int_equal(n_back, 0);
}

static void any_changed_byte_and_any_lost_end_is_noticed(void **state)
{
	char text[4096];
	ssize_t len;
	int fd;

	(void)state;
	fill(&orders[0], "host:pc1", 1);
	fill(&orders[1], "zone:office", 1);
	assert_int_equal(isolate_store_write(state_folder, orders, 2), 0);
	fd = openat(state_folder, "isolation", O_RDWR | O_CLOEXEC);
	len = pread(fd, text, sizeof(text), 0);
	assert_true(len > 0);
	for (ssize_t i = 0; i < len; i++) {
		const char other = (char)(text[i] ^ 1);

		must(pwrite(fd, &other, 1, i) == 1);
		assert_int_equal(read_back(), -EBADMSG);
		assert_true(n_back < 2 || i < 60); /* the line that counts */
		must(pwrite(fd, &text[i], 1, i) == 1);
	}
	while (len-- > 0) {
		must(ftruncate(fd, len) == 0);
		assert_int_equal(read_back(), -EBADMSG);
	}
	must(ftruncate(fd, ISOLATE_STORE_MAX + 1) == 0);
	assert_int_equal(read_back(), -EFBIG);
	close(fd);
}

#define claim(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(what_is_written_is_read),
		claim(no_file_is_no_order),
		claim(the_most_there_can_be_is_written_and_read),
		claim(the_same_is_not_written_again),
		claim(any_changed_byte_and_any_lost_end_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
