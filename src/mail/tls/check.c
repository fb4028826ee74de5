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
#include "mail/tls/dates.h"
#include "mail/tls/fit.h"
#include "mail/tls/key.h"
#include "mail/tls/key_sign.h"
#include "privsep/spawn.h"

enum {
	EXIT_UNFIT = 1,
	EXIT_EXPIRED /* fit, but for its end */
};

/* ------ the process ------ */

int keys_check_main(void)
{
	static struct settings settings;
	const time_t now = time(NULL);
	struct tls_watch watch = { .file = settings.certificate };
	struct misfit misfit;
	EVP_PKEY *key;
	bool good;

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return EXIT_UNFIT;
	tls_key_setup();
	key = key_read(FD_KEYS_KEY);
	good = tls_is_fit(settings.chain, key, &misfit);
	EVP_PKEY_free(key);
	if (!good) {
		log_err("tls-unfit file=\"%s\" why=\"%s\" do=\"%s\"",
			misfit.of_key ? settings.key : settings.certificate,
			misfit.why, misfit.help);
		return EXIT_UNFIT;
	}
	watch.dates = tls_dates_of(settings.chain);
	tls_watch_look(&watch, now);
	return tls_age(&watch.dates, now) == TLS_EXPIRED ? EXIT_EXPIRED : 0;
}

/* ------ who starts it ------ */

int keys_check(const struct settings *settings, const struct handed *handed,
	       bool strictly)
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
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_EXPIRED)
		return strictly ? -EINVAL : 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) <= EXIT_UNFIT)
		return WEXITSTATUS(status) ? -EINVAL : 0;
	/* It was killed, or never came to its life: nobody has looked. */
	log_err("process-ended name=%s pid=%d exit=%d signal=%d", name, pid,
		WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return -EAGAIN;
}
