/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.c -- the process that looks at certificate and key, and who starts it
 */
#include "mail/tls/check.h"

#include <errno.h>
#include <sys/wait.h>
#include <time.h>

#include <openssl/evp.h>

#include "base/log.h"
#include "mail/handed.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/tls/fit.h"
#include "mail/tls/key.h"
#include "mail/tls/key_sign.h"
#include "privsep/spawn.h"

enum {
	EXIT_UNFIT = 1,
	SOON = 30 /* days before its end that we begin to warn */
};

/* ------ the process ------ */

static void warn_of_dates(const struct settings *settings, time_t now)
{
	const struct tls_dates dates = tls_dates_of(settings->chain, now);

	if (!dates.begun)
		log_warn(
			"certificate-not-yet-good file=\"%s\" do=\"see whether "
			"the clock is right\"",
			settings->certificate);
	if (dates.days_left < SOON)
		log_warn("certificate-ends file=\"%s\" days=%d "
			 "do=\"renew it, and restart the relay\"",
			 settings->certificate, dates.days_left);
}

int keys_check_main(void)
{
	static struct settings settings;
	const time_t now = time(NULL);
	struct misfit misfit;
	EVP_PKEY *key;
	bool good;

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return EXIT_UNFIT;
	tls_key_setup();
	key = key_read(FD_KEYS_KEY);
	good = tls_is_fit(settings.chain, key, now, &misfit);
	EVP_PKEY_free(key);
	if (!good) {
		log_err("tls-unfit file=\"%s\" why=\"%s\" do=\"%s\"",
			misfit.of_key ? settings.key : settings.certificate,
			misfit.why, misfit.help);
		return EXIT_UNFIT;
	}
	warn_of_dates(&settings, now);
	return 0;
}

/* ------ who starts it ------ */

int keys_check(const struct settings *settings, const struct handed *handed)
{
	char program[] = "sekisho-mail", option[] = "--process";
	char name[] = "check";
	char *const argv[] = { program, option, name, NULL };
	const int fds[] = { handed->sealed, -1, handed->key };
	int status = 0;
	pid_t pid;

	if (!settings_runs(settings, PROC_KEYS))
		return 0;
	pid = spawn_self(argv, fds, 3);
	if (pid < 0)
		return log_errno(pid, "start %s", name);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return log_errno(-errno, "wait for %s", name);
	if (WIFEXITED(status) && WEXITSTATUS(status) <= EXIT_UNFIT)
		return WEXITSTATUS(status) ? -EINVAL : 0;
	/* It was killed, or never came to its life: nobody has looked. */
	log_err("process-ended name=%s pid=%d exit=%d signal=%d", name, pid,
		WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return -EAGAIN;
}
