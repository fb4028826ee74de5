/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_sheet_test.c -- tests src/daemon/engine/report_sheet.c with good and bad
 * templates
 */
#include "daemon/engine/report_sheet.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"

static char folder[32], why[REPORT_WHY], *sheet_text;
static int rules;
static struct engine engine;
static struct cut_counts cut;
static struct isolation_order order = {
	.word = "zone:office",
	.by = "tanaka",
	.reason = "{target} 感染",
	.since = 1800000000,
};

static int setup(void **state)
{
	struct index *index = &engine.live.index;
	struct index_zone *zone = vec_add(&index->arena, &index->zones);

	(void)state;
	zone->name = "office";
	zone->label = "業務端末";
	index->utc_offset = 9 * 3600;
	engine.live.number = 12;
	for (int i = 0; i < 2; i++)
		*vec_add(&index->arena, &index->contacts) =
			(struct index_contact){ i ? "B" : "A", "", "1", "" };
	*vec_add(&cut.arena, &cut.entries) =
		(struct cut_entry){ "F-1", 3, 40, 5000 };
	*vec_add(&cut.arena, &cut.entries) = (struct cut_entry){ "F-2", 1 };
	cut.n = 4;
	memcpy(folder, "/tmp/sekisho-report-XXXXXX", 27);
	must(mkdtemp(folder));
	rules = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return mkdirat(rules, "report", 0700);
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	free(sheet_text);
	cuts_finish(&cut);
	index_finish(&engine.live.index);
	close(rules);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	/* NOLINTNEXTLINE(cert-env33-c): a folder that this test has made */
	return system(command);
}

static bool write_sheet(int from)
{
	const struct report_sheet sheet = { &engine, &order, &cut, 12,
					    1800000060 };
	size_t len;
	FILE *out;
	bool good;

	free(sheet_text);
	out = open_memstream(&sheet_text, &len);
	*why = '\0';
	good = report_sheet_write(&sheet, from, out, why);
	fclose(out);
	return good;
}

static bool fill_bytes(const char *template, size_t len)
{
	int fd = openat(rules, "report/isolation.txt",
			O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	must(write(fd, template, len) == (ssize_t)len);
	close(fd);
	return write_sheet(rules);
}

static bool fill(const char *template)
{
	return fill_bytes(template, strlen(template));
}

static void names_are_filled_in(void **state)
{
	(void)state;
	assert_true(fill("# no {such} line\n"
			 "{target} {label} {by} {generation} {connections}\n"
			 "{since} / {now} / {milliseconds}\n\nend\n"));
	assert_string_equal(sheet_text,
			    "zone:office 業務端末 tanaka 12 4\n"
			    "2027年1月15日（金）17:00:00 / "
			    "2027年1月15日（金）17:01:00 / 12\n\nend\n");
}

static void what_is_filled_in_is_not_read_again(void **state)
{
	(void)state;
	assert_true(fill("{reason}"));
	assert_string_equal(sheet_text, "{target} 感染\n");
}

static void a_line_is_repeated_for_each(void **state)
{
	(void)state;
	assert_true(fill("{flow}: {flow-connections} {flow-bytes} {by}\n"
			 "{packets}\n{contact-name}{contact-mail}\n"));
	assert_string_equal(sheet_text, "F-1: 3 5000 tanaka\n"
					"F-2: 1 - tanaka\n40\nA-\nB-\n");
}

static void an_unknown_name_is_an_error_with_its_line(void **state)
{
	static const char *const bad[] = { "{flows}", "{}",    "{ target }",
					   "{target", "x { y", "{target}{" };
	char template[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(template, sizeof(template), "good\n%s\n", bad[i]);
		assert_false(fill(template));
		assert_non_null(strstr(why, "report/isolation.txt:2: no such"));
		assert_string_equal(sheet_text, "");
	}
	assert_false(fill("{flow} {contact-name}\n"));
	assert_non_null(strstr(why, ":1: flows and contacts"));
}

static void a_template_has_bounds(void **state)
{
	static char large[REPORT_TEMPLATE_MAX + 2];

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	assert_false(fill(large));
	large[REPORT_LINE_MAX + 1] = '\0';
	assert_false(fill(large));
	assert_non_null(strstr(why, ":1: more than 1024 bytes"));
	large[REPORT_LINE_MAX] = '\0';
	assert_true(fill(large));
	assert_false(fill("\xff"));
	assert_non_null(strstr(why, "not UTF-8"));
	assert_false(fill_bytes("a\0{b}", 5));
	assert_int_equal(unlinkat(rules, "report/isolation.txt", 0), 0);
	assert_false(write_sheet(rules));
	assert_non_null(strstr(why, "No such file"));
}

static void ours_is_good(void **state)
{
	int ours = open("rules", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_true(write_sheet(ours));
	assert_non_null(strstr(sheet_text, "sekisho unisolate zone:office"));
	assert_null(strchr(strstr(sheet_text, "３"), '{'));
	close(ours);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_filled_in),
		cmocka_unit_test(what_is_filled_in_is_not_read_again),
		cmocka_unit_test(a_line_is_repeated_for_each),
		cmocka_unit_test(an_unknown_name_is_an_error_with_its_line),
		cmocka_unit_test(a_template_has_bounds),
		cmocka_unit_test(ours_is_good),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
