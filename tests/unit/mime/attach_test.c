/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attach_test.c -- tests src/mime/attach.c
 */
#include "mime/attach.h"

#include "base/digest.h"

#include "fixture.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define PDF_64 "JVBERi0xLjcK" /* "%PDF-1.7\n" */
/* A local file header's beginning, and "[Content_Types].xml word/document.xml " */
#define DOCX_64 \
	"UEsDBBQAAAAIAFtDb250ZW50X1R5cGVzXS54bWwgd29yZC9kb2N1bWVudC54bWwg"

/* A message with a text and one file of this header and content. */
static struct converted convert(struct fixture *f, const char *before,
				const char *header, const char *content)
{
	static char text[8192];
	struct converted out;
	int len = snprintf(text, sizeof(text),
			   "From: a@b.c\n%s"
			   "Content-Type: multipart/mixed; boundary=x\n\n"
			   "--x\nContent-Type: text/plain\n\ntext\n--x\n%s\n\n"
			   "%s\n--x--\n",
			   before, header, content);

	if (!f->options.attachments)
		f->options.attachments = "pdf docx jpeg";
	f->options.attachment_size = 1000;
	f->options.attachments_size = 1500;
	assert_int_equal(convert_message((const uint8_t *)text, (size_t)len,
					 &f->options, &f->arena, &out),
			 CONVERT_OK);
	return out;
}

#define HEADER(type, name)                                            \
	"Content-Type: " type "\nContent-Transfer-Encoding: base64\n" \
	"Content-Disposition: attachment; filename=\"" name "\""

static void a_file_of_which_all_agree_passes(void **state)
{
	struct converted out =
		convert(*state, "", HEADER("application/pdf", "a.PDF"), PDF_64);
	uint8_t bytes[64], digest[DIGEST_LEN];

	assert_int_equal(out.n_files, 1);
	assert_int_equal(out.n_removed, 0);
	assert_string_equal(out.files[0].kind, "pdf");
	assert_string_equal(out.files[0].name, "a.PDF");
	assert_int_equal(out.files[0].size, 9);
	assert_true(attached_read(&out.files[0], bytes, sizeof(bytes)));
	assert_memory_equal(bytes, "%PDF-1.7\n", 9);
	digest_of(bytes, 9, digest);
	assert_memory_equal(out.files[0].sha256, digest, DIGEST_LEN);
	assert_false(attached_read(&out.files[0], bytes, 8));
	assert_true(out.actions & action_bit(ACTION_ATTACHMENTS_PASSED));
	assert_false(out.actions & action_bit(ACTION_ATTACHMENTS_REMOVED));
	assert_string_equal(out.body, "text\n");
}

static void office_is_more_than_a_zip(void **state)
{
	struct converted out = convert(
		*state, "",
		HEADER(OFFICE "wordprocessingml.document", "a.docx"), DOCX_64);

	assert_int_equal(out.n_files, 1);
	/* a ZIP file under that name */
	out = convert(*state, "",
		      HEADER(OFFICE "wordprocessingml.document", "a.docx"),
		      "UEsDBBQAAAAIAFtDb250ZW50X1R5cGVzXS54bWwg");
	assert_int_equal(out.n_files, 0);
	assert_int_equal(out.removed[0].why, REMOVAL_DISAGREES);
}

static void nothing_passes_where_nothing_is_listed(void **state)
{
	struct fixture *f = *state;
	struct converted out;

	f->options.attachments = "";
	out = convert(f, "", HEADER("application/pdf", "a.pdf"), PDF_64);
	assert_int_equal(out.n_files, 0);
	assert_int_equal(out.removed[0].why, REMOVAL_ATTACHMENT);
}

/* Everything about it right but one. */
static const struct {
	const char *before, *header, *content;
	enum removal why;
} rows[] = {
	{ "", HEADER("image/png", "a.png"), "iVBORw0KGgo=", REMOVAL_UNLISTED },
	{ "", HEADER("application/pdf", "a.pdx"), PDF_64, REMOVAL_UNLISTED },
	{ "", HEADER("application/pdf", "pdf"), PDF_64, REMOVAL_UNLISTED },
	{ "", HEADER("application/pdf", "a.pdf.exe"), PDF_64,
	  REMOVAL_UNLISTED },
	{ "", HEADER("application/octet-stream", "a.pdf"), PDF_64,
	  REMOVAL_DISAGREES },
	{ "", HEADER("image/jpeg", "a.pdf"), PDF_64, REMOVAL_DISAGREES },
	{ "", HEADER("application/pdf", "a.pdf"), "TVqQAAMA",
	  REMOVAL_DISAGREES },
	{ "", HEADER("application/pdf", "a.jpg"), PDF_64, REMOVAL_DISAGREES },
	/* /Encrypt, /JavaScript */
	{ "", HEADER("application/pdf", "a.pdf"),
	  PDF_64 "L0VuY3J5cHQgLwo=", REMOVAL_DOUBTFUL },
	{ "", HEADER("application/pdf", "a.pdf"),
	  PDF_64 "L0phdmFTY3JpcHQ=", REMOVAL_DOUBTFUL },
	/* vbaProject.bin */
	{ "", HEADER(OFFICE "wordprocessingml.document", "a.docx"),
	  DOCX_64 "dmJhUHJvamVjdC5iaW4=", REMOVAL_DOUBTFUL },
	{ "", HEADER("application/pdf", ".pdf"), PDF_64, REMOVAL_UNLISTED },
	{ "", HEADER("application/pdf", ".a.pdf"), PDF_64, REMOVAL_DOUBTFUL },
	{ "", HEADER("application/pdf", "a/b.pdf"), PDF_64, REMOVAL_DOUBTFUL },
	{ "", HEADER("application/pdf", "a:b.pdf"), PDF_64, REMOVAL_DOUBTFUL },
	{ "", HEADER("application/pdf", "=?UTF-8?B?YeKArmZkcC5wZGY=?="), PDF_64,
	  REMOVAL_DOUBTFUL },
	/* readings */
	{ "", HEADER("application/pdf", "a.pdf"), "JVBERi0xLjc=AAAA",
	  REMOVAL_DOUBTFUL },
	{ "", HEADER("application/pdf", "a.pdf"), "JVBE!Ri0xLjcK",
	  REMOVAL_DOUBTFUL },
	{ "",
	  HEADER("application/pdf",
		 "a.pdf") "\nContent-Transfer-Encoding: 7bit",
	  PDF_64, REMOVAL_DISAGREES },
	{ "", HEADER("application/pdf; name=b.pdf", "a.pdf"), PDF_64,
	  REMOVAL_DOUBTFUL },
	{ "", HEADER("application/pdf (x)", "a.pdf"), PDF_64,
	  REMOVAL_DOUBTFUL },
	{ "",
	  "Content-Type: application/pdf\nContent-Disposition: attachment; "
	  "filename=a.pdf",
	  "%PDF-1.7", REMOVAL_DOUBTFUL },
	/* the message has a defect elsewhere */
	{ "junk line\n", HEADER("application/pdf", "a.pdf"), PDF_64,
	  REMOVAL_DOUBTFUL },
	{ "Subject: a\nSubject: b\n", HEADER("application/pdf", "a.pdf"),
	  PDF_64, REMOVAL_DOUBTFUL },
};

static void one_thing_that_is_wrong_is_enough(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct converted out = convert(*state, rows[i].before,
					       rows[i].header, rows[i].content);

		if (out.n_files || !out.n_removed ||
		    out.removed[out.n_removed - 1].why != rows[i].why)
			fail_msg(
				"row %zu: %zu pass, %s", i, out.n_files,
				out.n_removed
					? removal_name(
						  out.removed[out.n_removed - 1]
							  .why)
					: "none removed");
	}
}

static void only_in_multipart_mixed_of_the_message_itself(void **state)
{
	static const char *const around[] = {
		"multipart/related; boundary=y",
		"multipart/alternative; boundary=y",
		"multipart/unknown; boundary=y",
		"message/rfc822",
	};
	char header[256];

	for (size_t i = 0; i < 4; i++) {
		struct converted out;

		snprintf(header, sizeof(header), "Content-Type: %s", around[i]);
		out = convert(*state, "", header,
			      i == 3 ? "Content-Type: multipart/mixed; "
				       "boundary=y\n\n--y\n" HEADER(
					       "application/pdf",
					       "a.pdf") "\n\n" PDF_64
							"\n--y--\n"
				     : "--y\n" HEADER("application/pdf",
						      "a.pdf") "\n\n" PDF_64
							       "\n--y--\n");
		if (out.n_files)
			fail_msg("in %s", around[i]);
	}
}

static void sizes_are_bounded_each_and_all(void **state)
{
	char content[2048] = PDF_64, more[8192];
	struct converted out;
	size_t len = strlen(content);

	/* 9 + 990, then 9 + 993 bytes */
	memset(content + len, 'A', 1320);
	out = convert(*state, "", HEADER("application/pdf", "a.pdf"), content);
	assert_int_equal(out.n_files, 1);
	assert_int_equal(out.files[0].size, 999);
	/* a second one goes beyond the sum, a small one behind it does not */
	snprintf(more, sizeof(more),
		 "%s\n--x\n" HEADER(
			 "application/pdf",
			 "b.pdf") "\n\n%s\n--x\n" HEADER("application/pdf",
							 "c.pdf") "\n\n" PDF_64,
		 content, content);
	out = convert(*state, "", HEADER("application/pdf", "a.pdf"), more);
	assert_int_equal(out.n_files, 2);
	assert_string_equal(out.files[1].name, "c.pdf");
	assert_int_equal(out.removed[0].why, REMOVAL_TOO_LARGE);
	memset(content + len, 'A', 1324);
	out = convert(*state, "", HEADER("application/pdf", "a.pdf"), content);
	assert_int_equal(out.n_files, 0);
	assert_int_equal(out.removed[0].why, REMOVAL_TOO_LARGE);
}

static void more_than_twenty_do_not_pass(void **state)
{
	static char more[8192];
	size_t len = (size_t)sprintf(more, PDF_64);
	struct converted out;

	for (int i = 1; i < 22; i++)
		len += (size_t)sprintf(more + len,
				       "\n--x\n" HEADER("application/pdf",
							"%d.pdf") "\n\n" PDF_64,
				       i);
	out = convert(*state, "", HEADER("application/pdf", "a.pdf"), more);
	assert_int_equal(out.n_files, 20);
	assert_int_equal(out.n_removed, 2);
	assert_int_equal(out.removed[1].why, REMOVAL_TOO_LARGE);
}

MAIN(WITH(a_file_of_which_all_agree_passes), WITH(office_is_more_than_a_zip),
     WITH(nothing_passes_where_nothing_is_listed),
     WITH(one_thing_that_is_wrong_is_enough),
     WITH(only_in_multipart_mixed_of_the_message_itself),
     WITH(sizes_are_bounded_each_and_all), WITH(more_than_twenty_do_not_pass))
