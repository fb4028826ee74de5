/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump_file_test.c -- a snapshot as bytes, to be kept in a file
 */
#include "proof/rules/dump_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"

struct file {
	uint8_t *bytes;
	size_t len;
	uint8_t digest[DIGEST_LEN];
};

static void add_fact(struct snapshot *snapshot, const char *name, int64_t value)
{
	struct snapshot_fact *fact =
		vec_add(&snapshot->arena, &snapshot->facts);

	fact->name = arena_strdup(&snapshot->arena, name);
	fact->value = value;
}

static void add_link(struct snapshot *snapshot, uint32_t index,
		     const char *name)
{
	struct snapshot_link *link =
		vec_add(&snapshot->arena, &snapshot->links);

	link->index = index;
	snprintf(link->name, sizeof(link->name), "%s", name);
}

static void add_connection(struct snapshot *snapshot, enum family family,
			   uint8_t last, uint16_t port)
{
	struct connection *to =
		vec_add(&snapshot->arena, &snapshot->connections.list);

	to->source = (struct addr){ .family = family, .bytes = { 10, 20 } };
	to->destination =
		(struct addr){ .family = family, .bytes = { 10, 10, 0, last } };
	to->proto = 6;
	to->source_port = 40000;
	to->destination_port = port;
	to->mark = 0x00100007;
}

static struct snapshot sample(void)
{
	struct snapshot snapshot = {
		.taken_ns = 1700000000000000001,
		.netns = 4026531840,
		.genid = 7,
		.boot_id = { 1, 2, 3 },
		.release = "6.1.0-test",
		.has_around = true,
	};

	assert_true(snapshot_add(&snapshot, SNAPSHOT_TABLES, "abcdefgh", 8));
	assert_true(snapshot_add(&snapshot, SNAPSHOT_RULES, "ijkl", 4));
	assert_true(snapshot_add(&snapshot, SNAPSHOT_RULES, "mnop", 4));
	add_link(&snapshot, 1, "lo");
	add_link(&snapshot, 3, "lg0");
	add_fact(&snapshot, "ipv4/ip_forward", 1);
	add_fact(&snapshot, "unread/tables", -13);
	snapshot.has_connections = true;
	add_connection(&snapshot, FAMILY_IPV4, 7, 443);
	add_connection(&snapshot, FAMILY_IPV6, 9, 25);
	return snapshot;
}

static struct file write_file(const struct snapshot *snapshot)
{
	struct file file = { .len = dump_file_len(snapshot) };

	file.bytes = xcalloc(file.len, 1);
	dump_file_write(snapshot, file.bytes, file.digest);
	return file;
}

static enum dump_verdict judge(const uint8_t *bytes, size_t len)
{
	struct snapshot read;
	uint8_t digest[DIGEST_LEN];
	enum dump_verdict verdict = dump_file_read(bytes, len, &read, digest);

	if (verdict == DUMP_FINE)
		snapshot_finish(&read);
	return verdict;
}

/* After a change that is to be seen by itself. */
static enum dump_verdict judge_sealed(struct file *file)
{
	digest_of(file->bytes, file->len - DIGEST_LEN,
		  file->bytes + file->len - DIGEST_LEN);
	return judge(file->bytes, file->len);
}

static void what_was_written_is_read(void **state)
{
	struct snapshot snapshot = sample(), read;
	struct file file = write_file(&snapshot);
	uint8_t digest[DIGEST_LEN];

	(void)state;
	assert_int_equal(dump_file_read(file.bytes, file.len, &read, digest),
			 DUMP_FINE);
	assert_memory_equal(digest, file.digest, DIGEST_LEN);
	assert_int_equal(read.taken_ns, snapshot.taken_ns);
	assert_int_equal(read.netns, snapshot.netns);
	assert_int_equal(read.genid, 7);
	assert_memory_equal(read.boot_id, snapshot.boot_id, SNAPSHOT_BOOT_ID);
	assert_string_equal(read.release, "6.1.0-test");
	assert_true(read.has_around);
	assert_int_equal(read.parts[SNAPSHOT_TABLES].len, 8);
	assert_int_equal(read.parts[SNAPSHOT_RULES].len, 8);
	assert_memory_equal(read.parts[SNAPSHOT_RULES].at, "ijklmnop", 8);
	assert_int_equal(read.links.n, 2);
	assert_string_equal(read.links.at[1].name, "lg0");
	assert_int_equal(read.facts.n, 2);
	assert_string_equal(read.facts.at[1].name, "unread/tables");
	assert_int_equal(read.facts.at[1].value, -13);
	assert_true(read.has_connections);
	assert_int_equal(read.connections.list.n, 2);
	assert_memory_equal(&read.connections.list.at[0],
			    &snapshot.connections.list.at[0],
			    sizeof(struct connection));
	assert_int_equal(read.connections.list.at[1].source.family,
			 FAMILY_IPV6);
	assert_int_equal(read.connections.list.at[1].destination.bytes[3], 9);
	assert_int_equal(read.connections.list.at[1].destination_port, 25);
	assert_int_equal(read.connections.list.at[1].mark, 0x00100007);
	snapshot_finish(&read);
	snapshot_finish(&snapshot);
	free(file.bytes);
}

static void an_empty_one_is_fine(void **state)
{
	struct snapshot snapshot = { 0 };
	struct file file = write_file(&snapshot);

	(void)state;
	assert_int_equal(judge(file.bytes, file.len), DUMP_FINE);
	free(file.bytes);
}

static void the_digest_alone_is_the_same(void **state)
{
	struct snapshot snapshot = sample();
	struct file file = write_file(&snapshot);
	uint8_t digest[DIGEST_LEN];

	(void)state;
	dump_file_digest(&snapshot, digest);
	assert_memory_equal(digest, file.digest, DIGEST_LEN);
	snapshot_finish(&snapshot);
	free(file.bytes);
}

static void no_byte_can_be_changed(void **state)
{
	struct snapshot snapshot = sample();
	struct file file = write_file(&snapshot);

	(void)state;
	for (size_t i = 0; i < file.len; i++) {
		file.bytes[i] ^= 1;
		assert_int_not_equal(judge(file.bytes, file.len), DUMP_FINE);
		file.bytes[i] ^= 1;
	}
	snapshot_finish(&snapshot);
	free(file.bytes);
}

static void no_end_can_be_missing(void **state)
{
	struct snapshot snapshot = sample();
	struct file file = write_file(&snapshot);

	(void)state;
	for (size_t len = 0; len < file.len; len++) {
		/* On the heap, so that a step beyond is seen. */
		uint8_t *part = xcalloc(len + 1, 1);

		memcpy(part, file.bytes, len);
		assert_int_not_equal(judge(part, len), DUMP_FINE);
		free(part);
	}
	snapshot_finish(&snapshot);
	free(file.bytes);
}

static void nothing_comes_after_the_end(void **state)
{
	struct snapshot snapshot = sample();
	struct file file = write_file(&snapshot);
	uint8_t *longer = xcalloc(file.len + 1, 1);

	(void)state;
	memcpy(longer, file.bytes, file.len);
	assert_int_equal(judge(longer, file.len + 1), DUMP_LONG);
	snapshot_finish(&snapshot);
	free(file.bytes);
	free(longer);
}

static void another_byte_order_is_said(void **state)
{
	struct snapshot snapshot = sample();
	struct file file = write_file(&snapshot);
	const uint8_t mark[4] = { file.bytes[11], file.bytes[10], file.bytes[9],
				  file.bytes[8] };

	(void)state;
	memcpy(file.bytes + 8, mark, sizeof(mark));
	assert_int_equal(judge_sealed(&file), DUMP_ENDIAN);
	snapshot_finish(&snapshot);
	free(file.bytes);
}

/* The order makes that one snapshot has one form. */
static void links_out_of_order_are_refused(void **state)
{
	struct snapshot snapshot = { 0 };
	struct file file;

	(void)state;
	add_link(&snapshot, 3, "lg0");
	add_link(&snapshot, 1, "lo");
	file = write_file(&snapshot);
	assert_int_equal(judge(file.bytes, file.len), DUMP_UNORDERED);
	snapshot_finish(&snapshot);
	free(file.bytes);
}

static void facts_of_one_name_are_refused(void **state)
{
	struct snapshot snapshot = { 0 };
	struct file file;

	(void)state;
	add_fact(&snapshot, "a", 1);
	add_fact(&snapshot, "a", 1);
	file = write_file(&snapshot);
	assert_int_equal(judge(file.bytes, file.len), DUMP_UNORDERED);
	snapshot_finish(&snapshot);
	free(file.bytes);
}

/* Of the one connection of a snapshot without anything else. */
static enum dump_verdict judge_connection(size_t at, uint8_t value)
{
	struct snapshot snapshot = { .has_connections = true };
	struct file file;
	enum dump_verdict verdict;
	/* The head, seven empty parts, a length. */
	const size_t first = 8 + 4 + 8 + 8 + 4 + 16 + 1 + 1 + 7 * 4 + 4;

	add_connection(&snapshot, FAMILY_IPV4, 7, 443);
	file = write_file(&snapshot);
	file.bytes[first + at] = value;
	verdict = judge_sealed(&file);
	snapshot_finish(&snapshot);
	free(file.bytes);
	return verdict;
}

static void a_connection_has_one_form(void **state)
{
	(void)state;
	assert_int_equal(judge_connection(0, 4), DUMP_FINE);
	assert_int_equal(judge_connection(0, 5), DUMP_UNSOUND);
	assert_int_equal(judge_connection(3, 1), DUMP_UNSOUND);
	assert_int_equal(judge_connection(12 + 4, 1), DUMP_UNSOUND);
	assert_int_equal(judge_connection(12 + 16 + 15, 1), DUMP_UNSOUND);
}

static void every_verdict_has_its_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_DUMP_VERDICTS; i++)
		assert_true(strlen(dump_verdict_text((enum dump_verdict)i)) >
			    5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(an_empty_one_is_fine),
		cmocka_unit_test(the_digest_alone_is_the_same),
		cmocka_unit_test(no_byte_can_be_changed),
		cmocka_unit_test(no_end_can_be_missing),
		cmocka_unit_test(nothing_comes_after_the_end),
		cmocka_unit_test(another_byte_order_is_said),
		cmocka_unit_test(links_out_of_order_are_refused),
		cmocka_unit_test(facts_of_one_name_are_refused),
		cmocka_unit_test(a_connection_has_one_form),
		cmocka_unit_test(every_verdict_has_its_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
