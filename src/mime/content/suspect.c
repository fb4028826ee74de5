/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suspect.c -- files whose name or content wants to be taken for something else
 */
#include "mime/content/suspect.h"

#include <string.h>

#include "mime/mime.h"
#include "mime/text/ascii.h"

enum extension_kind {
	UNKNOWN,
	DOCUMENT,
	MACRO_DOCUMENT,
	PROGRAM,
};

#define ZIP "application/zip"
#define OLE "application/x-ole-storage"
/* It has the name of the file beside it. */
#define APPLE "application/applefile"

/* What an ending promises: its kind and, where the format has a signature, the
 * types that its bytes may be. Programs of Office 97 write RTF and HTML under
 * the names of documents. */
static const struct {
	const char *ending;
	enum extension_kind kind;
	const char *types[4];
} endings[] = {
	{ "pdf", DOCUMENT, { "application/pdf" } },
	{ "doc", DOCUMENT, { OLE, "application/rtf", "text/html", ZIP } },
	{ "xls", DOCUMENT, { OLE, "text/html", "text/xml", ZIP } },
	{ "ppt", DOCUMENT, { OLE, ZIP } },
	/* Behind a password these are OLE files. */
	{ "docx", DOCUMENT, { ZIP, OLE } },
	{ "xlsx", DOCUMENT, { ZIP, OLE } },
	{ "pptx", DOCUMENT, { ZIP, OLE } },
	{ "docm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "xlsm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "pptm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "dotm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "xltm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "potm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "ppsm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "sldm", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "xlsb", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "xlam", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "xla", MACRO_DOCUMENT, { OLE } },
	{ "ppam", MACRO_DOCUMENT, { ZIP, OLE } },
	{ "slk", MACRO_DOCUMENT, { "application/x-sylk" } },
	{ "sylk", MACRO_DOCUMENT, { "application/x-sylk" } },
	{ "zip", DOCUMENT, { ZIP } },
	{ "7z", DOCUMENT, { "application/x-7z-compressed" } },
	{ "rar", DOCUMENT, { "application/vnd.rar" } },
	{ "gz", DOCUMENT, { "application/gzip" } },
	{ "jpg", DOCUMENT, { "image/jpeg" } },
	{ "jpeg", DOCUMENT, { "image/jpeg" } },
	{ "png", DOCUMENT, { "image/png" } },
	{ "gif", DOCUMENT, { "image/gif" } },
	{ "bmp", DOCUMENT, { "image/bmp" } },
	{ "txt", DOCUMENT },
	{ "csv", DOCUMENT },
	{ "rtf", DOCUMENT, { "application/rtf" } },
	{ "jtd", DOCUMENT },
	{ "mp3", DOCUMENT },
	{ "mp4", DOCUMENT },
	{ "exe", PROGRAM, { "application/x-msdownload" } },
	{ "scr", PROGRAM, { "application/x-msdownload" } },
	{ "dll", PROGRAM, { "application/x-msdownload" } },
	{ "cpl", PROGRAM, { "application/x-msdownload" } },
	{ "com", PROGRAM },
	{ "pif", PROGRAM },
	{ "bat", PROGRAM },
	{ "cmd", PROGRAM },
	{ "ps1", PROGRAM },
	{ "vbs", PROGRAM },
	{ "vbe", PROGRAM },
	{ "js", PROGRAM },
	{ "jse", PROGRAM },
	{ "wsf", PROGRAM },
	{ "wsh", PROGRAM },
	{ "ws", PROGRAM },
	{ "hta", PROGRAM },
	{ "sct", PROGRAM },
	{ "wsc", PROGRAM },
	{ "msc", PROGRAM },
	{ "msp", PROGRAM },
	{ "scf", PROGRAM },
	{ "xll", PROGRAM, { "application/x-msdownload" } },
	{ "appx", PROGRAM },
	{ "msix", PROGRAM },
	{ "appxbundle", PROGRAM },
	{ "msixbundle", PROGRAM },
	{ "appinstaller", PROGRAM },
	{ "application", PROGRAM },
	{ "appref-ms", PROGRAM },
	{ "jnlp", PROGRAM },
	{ "diagcab", PROGRAM },
	{ "msu", PROGRAM },
	{ "accde", PROGRAM },
	{ "mde", PROGRAM },
	{ "ade", PROGRAM },
	{ "adp", PROGRAM },
	{ "search-ms", PROGRAM },
	{ "library-ms", PROGRAM },
	{ "settingcontent-ms", PROGRAM },
	{ "lnk", PROGRAM, { "application/x-ms-shortcut" } },
	{ "url", PROGRAM },
	{ "website", PROGRAM },
	{ "jar", PROGRAM, { ZIP } },
	{ "msi", PROGRAM, { OLE } },
	{ "iso", PROGRAM },
	{ "img", PROGRAM },
	{ "vhd", PROGRAM },
	{ "vhdx", PROGRAM },
	{ "chm", PROGRAM },
	{ "reg", PROGRAM },
	{ "one", PROGRAM, { "application/onenote" } },
	{ "ps1xml", PROGRAM },
	{ "psc1", PROGRAM },
	{ "psm1", PROGRAM },
	{ "psd1", PROGRAM },
	{ "py", PROGRAM },
	{ "pyc", PROGRAM },
	{ "pyw", PROGRAM },
	{ "pyz", PROGRAM },
	{ "pyzw", PROGRAM },
	{ "sh", PROGRAM },
	{ "csh", PROGRAM },
	{ "ksh", PROGRAM },
	{ "vb", PROGRAM },
	{ "rdp", PROGRAM },
	{ "iqy", PROGRAM },
	{ "dqy", PROGRAM },
	{ "oqy", PROGRAM },
	{ "rqy", PROGRAM },
	{ "odc", PROGRAM },
	{ "udl", PROGRAM },
	{ "inf", PROGRAM },
	{ "job", PROGRAM },
	{ "gadget", PROGRAM },
	{ "theme", PROGRAM },
	{ "themepack", PROGRAM },
	{ "deskthemepack", PROGRAM },
	{ "hlp", PROGRAM },
	{ "shb", PROGRAM },
	{ "shs", PROGRAM },
	{ "mst", PROGRAM },
	{ "xbap", PROGRAM },
	{ "xnk", PROGRAM },
	{ "printerexport", PROGRAM },
	{ "webpnp", PROGRAM },
	{ "mda", PROGRAM },
	{ "apk", PROGRAM },
	{ "wim", PROGRAM },
	{ "maf", PROGRAM },
	{ "mam", PROGRAM },
	{ "maq", PROGRAM },
	{ "mav", PROGRAM },
	{ "mdz", PROGRAM },
	{ "pl", PROGRAM },
	/* A browser opens them, and runs what scripts they hold. */
	{ "html", PROGRAM },
	{ "htm", PROGRAM },
	{ "shtml", PROGRAM },
	{ "shtm", PROGRAM },
	{ "xhtml", PROGRAM },
	{ "xhtm", PROGRAM },
	{ "xht", PROGRAM },
	{ "mhtml", PROGRAM },
	{ "mht", PROGRAM },
	{ "svg", PROGRAM },
	{ "svgz", PROGRAM },
};

enum {
	N_ENDINGS = sizeof(endings) / sizeof(endings[0])
};

struct piece {
	const char *at;
	size_t len;
};

/* The place of an ending in the table; N_ENDINGS: it is not there. */
static size_t find_ending(struct piece ending)
{
	size_t i = 0;

	while (i < N_ENDINGS &&
	       !ascii_is(ending.at, ending.len, endings[i].ending))
		i++;
	return i;
}

/* What is behind the last dot, without it; *name is what is before. A dot that
 * was made inert stands as "[.]". */
static struct piece take_ending(struct piece *name)
{
	const char *dot;
	struct piece ending = { "", 0 };

	/* Windows does not keep them: "a.exe." is saved as "a.exe". */
	while (name->len && strchr(" .", name->at[name->len - 1]))
		name->len--;
	dot = memrchr(name->at, '.', name->len);
	if (!dot)
		return ending;
	ending.at = dot + 1;
	ending.len = (size_t)(name->at + name->len - ending.at);
	name->len = (size_t)(dot - name->at);
	if (ending.len && *ending.at == ']') {
		ending.at++;
		ending.len--;
		name->len -= name->len && name->at[name->len - 1] == '[';
	}
	return ending;
}

static bool is_program_type(const char *sniffed)
{
	return strcmp(sniffed, "application/x-msdownload") == 0 ||
	       strcmp(sniffed, "application/x-executable") == 0 ||
	       strcmp(sniffed, "application/x-ms-shortcut") == 0;
}

static bool fits(size_t ending, const char *sniffed)
{
	const char *const *types = endings[ending].types;

	if (!types[0])
		return endings[ending].kind == PROGRAM ||
		       !is_program_type(sniffed);
	if (strcmp(sniffed, APPLE) == 0)
		return endings[ending].kind != PROGRAM;
	for (size_t i = 0; i < 4 && types[i]; i++)
		if (strcmp(types[i], sniffed) == 0)
			return true;
	return false;
}

static uint32_t marks_of_name(struct piece name, const char *sniffed)
{
	size_t last = find_ending(take_ending(&name));
	size_t before = find_ending(take_ending(&name));
	uint32_t marks = 0;

	if (last == N_ENDINGS)
		return is_program_type(sniffed) ? mark_bit(MARK_TYPE_MISMATCH)
						: 0;
	if (endings[last].kind == MACRO_DOCUMENT)
		marks |= mark_bit(MARK_MACRO);
	if (endings[last].kind == PROGRAM)
		marks |= mark_bit(MARK_PROGRAM);
	if (endings[last].kind == PROGRAM && before < N_ENDINGS &&
	    endings[before].kind != PROGRAM)
		marks |= mark_bit(MARK_DOUBLE_EXTENSION);
	if (!fits(last, sniffed))
		marks |= mark_bit(MARK_TYPE_MISMATCH);
	return marks;
}

uint32_t suspect_marks(const char *name, const char *sniffed, bool macro)
{
	uint32_t marks = macro ? mark_bit(MARK_MACRO) : 0;
	const char *next;

	if (is_program_type(sniffed))
		marks |= mark_bit(MARK_PROGRAM);
	/* As src/mime/text/clean.c shows what turns the direction. */
	if (strstr(name, "[U+20") || strstr(name, "[U+061C]"))
		marks |= mark_bit(MARK_BIDI_NAME);
	for (; name[0]; name = next) {
		next = strstr(name, " / ");
		marks |= marks_of_name(
			(struct piece){ name, next ? (size_t)(next - name)
						   : strlen(name) },
			sniffed);
		next = next ? next + 3 : name + strlen(name);
	}
	return marks;
}

void suspect_say(struct mime *mime, uint32_t marks)
{
	static const enum mime_defect defects[] = {
		[MARK_MACRO] = DEFECT_FILE_MACRO,
		[MARK_PROGRAM] = DEFECT_FILE_PROGRAM,
		[MARK_DOUBLE_EXTENSION] = DEFECT_FILE_EXTENSIONS,
		[MARK_TYPE_MISMATCH] = DEFECT_FILE_TYPE,
		[MARK_BIDI_NAME] = DEFECT_FILE_BIDI,
	};

	for (enum removed_mark m = 0; m < N_REMOVED_MARKS; m++)
		if (marks & mark_bit(m))
			mime_defect(mime, defects[m]);
}
