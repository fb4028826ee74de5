/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.c -- provider of OpenSSL for keys that another process holds
 *
 * libssl asks a key for its size, compares it with the certificate's, and has
 * it sign (EVP_DigestSign, in one call). The first two the public half answers;
 * the third goes to the signer. The key never says that it can be exported
 * whole, so OpenSSL, which would rather sign by itself, comes to us: the fetch
 * of a signature falls back on the key's own provider (provider-keymgmt(7),
 * provider-signature(7)).
 */
#include "mail/tls/key.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>

#include "base/must.h"
#include "mail/tls/scheme.h"

#define PROVIDER "sekisho-keys"
/* How fromdata hands us what a key is made of; pointers within this process. */
#define PARAM_PUBLIC "sekisho-public"
#define PARAM_SIGNER "sekisho-signer"

struct remote_key {
	EVP_PKEY *public;
	const struct tls_signer *signer;
};

struct signing {
	const struct remote_key *key;
	char digest[32];
	bool pss;
};

/* A table of OpenSSL's holds functions of all types as this one. */
typedef void (*any_function)(void);

#define ENTRY(number, function)                  \
	{                                        \
		number, (any_function)(function) \
	}

/* ------ keys ------ */

static void *key_new(void *provider)
{
	(void)provider;
	return xcalloc(1, sizeof(struct remote_key));
}

static void key_free(void *arg)
{
	struct remote_key *key = arg;

	EVP_PKEY_free(key->public);
	free(key);
}

static int key_has(const void *arg, int selection)
{
	const struct remote_key *key = arg;

	(void)selection;
	return key->public != NULL;
}

static const OSSL_PARAM *import_types(int selection)
{
	static const OSSL_PARAM types[] = {
		OSSL_PARAM_octet_ptr(PARAM_PUBLIC, NULL, 0),
		OSSL_PARAM_octet_ptr(PARAM_SIGNER, NULL, 0),
		OSSL_PARAM_END,
	};

	(void)selection;
	return types;
}

static const void *pointer(const OSSL_PARAM params[], const char *name)
{
	const OSSL_PARAM *param = OSSL_PARAM_locate_const(params, name);
	const void *value = NULL;
	size_t len;

	if (!param || !OSSL_PARAM_get_octet_ptr(param, &value, &len))
		return NULL;
	return value;
}

static int key_import(void *arg, int selection, const OSSL_PARAM params[])
{
	struct remote_key *key = arg;
	const void *public = pointer(params, PARAM_PUBLIC);

	(void)selection;
	key->signer = pointer(params, PARAM_SIGNER);
	if (!public || !key->signer)
		return 0; /* a key of somebody else's */
	/* It was not const when it was packed. */
	memcpy(&key->public, &public, sizeof(public));
	return EVP_PKEY_up_ref(key->public);
}

static const OSSL_PARAM *export_types(int selection)
{
	static const OSSL_PARAM none[] = { OSSL_PARAM_END };

	(void)selection;
	return none;
}

static int key_export(void *arg, int selection, OSSL_CALLBACK *callback,
		      void *callback_arg)
{
	const struct remote_key *key = arg;

	if (selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY)
		return 0;
	return EVP_PKEY_export(key->public, EVP_PKEY_PUBLIC_KEY, callback,
			       callback_arg);
}

static int key_get_params(void *arg, OSSL_PARAM params[])
{
	const struct remote_key *key = arg;

	return EVP_PKEY_get_params(key->public, params);
}

static const OSSL_PARAM *gettable_params(void *provider)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_END,
	};

	(void)provider;
	return gettable;
}

static const char *signature_of_rsa(int operation)
{
	return operation == OSSL_OP_SIGNATURE ? "RSA" : NULL;
}

static const char *signature_of_ec(int operation)
{
	return operation == OSSL_OP_SIGNATURE ? "ECDSA" : NULL;
}

/* clang-format off */
#define KEY_ENTRIES \
	ENTRY(OSSL_FUNC_KEYMGMT_NEW, key_new), \
	ENTRY(OSSL_FUNC_KEYMGMT_FREE, key_free), \
	ENTRY(OSSL_FUNC_KEYMGMT_HAS, key_has), \
	ENTRY(OSSL_FUNC_KEYMGMT_IMPORT, key_import), \
	ENTRY(OSSL_FUNC_KEYMGMT_IMPORT_TYPES, import_types), \
	ENTRY(OSSL_FUNC_KEYMGMT_EXPORT, key_export), \
	ENTRY(OSSL_FUNC_KEYMGMT_EXPORT_TYPES, export_types), \
	ENTRY(OSSL_FUNC_KEYMGMT_GET_PARAMS, key_get_params), \
	ENTRY(OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, gettable_params)

static const OSSL_DISPATCH rsa_keys[] = {
	KEY_ENTRIES,
	ENTRY(OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, signature_of_rsa),
	{ 0, NULL },
};

static const OSSL_DISPATCH ec_keys[] = {
	KEY_ENTRIES,
	ENTRY(OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, signature_of_ec),
	{ 0, NULL },
};

/* clang-format on */

/* ------ signatures ------ */

static void *signing_new(void *provider, const char *properties)
{
	(void)provider, (void)properties;
	return xcalloc(1, sizeof(struct signing));
}

static void signing_free(void *arg)
{
	free(arg);
}

static bool is_pss(const OSSL_PARAM *mode)
{
	int number;

	if (mode->data_type == OSSL_PARAM_UTF8_STRING)
		return strcmp(mode->data, OSSL_PKEY_RSA_PAD_MODE_PSS) == 0;
	return OSSL_PARAM_get_int(mode, &number) &&
	       number == RSA_PKCS1_PSS_PADDING;
}

/* Of the salt libssl says that it is as long as the digest: it always is. */
static int signing_set(void *arg, const OSSL_PARAM params[])
{
	struct signing *signing = arg;
	const OSSL_PARAM *mode =
		OSSL_PARAM_locate_const(params, OSSL_SIGNATURE_PARAM_PAD_MODE);

	if (mode)
		signing->pss = is_pss(mode);
	return 1;
}

static const OSSL_PARAM *signing_settable(void *arg, void *provider)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL,
				       0),
		OSSL_PARAM_END,
	};

	(void)arg, (void)provider;
	return settable;
}

static int sign_begin(void *arg, const char *digest, void *key,
		      const OSSL_PARAM params[])
{
	struct signing *signing = arg;
	size_t size = digest ? strlen(digest) + 1 : 0;

	signing->key = key;
	if (size == 0 || size > sizeof(signing->digest))
		return 0;
	memcpy(signing->digest, digest, size);
	return signing_set(arg, params);
}

static int sign_all(void *arg, unsigned char *sig, size_t *sig_len, size_t size,
		    const unsigned char *bytes, size_t len)
{
	const struct signing *signing = arg;
	const struct remote_key *key = signing->key;
	const char *type = EVP_PKEY_is_a(key->public, "RSA") ? "RSA" : "EC";
	const struct tls_scheme *scheme =
		tls_scheme_of(type, signing->digest, signing->pss);

	if (!scheme)
		return 0;
	*sig_len = (size_t)EVP_PKEY_get_size(key->public);
	if (!sig)
		return 1;
	if (size < *sig_len)
		return 0;
	return key->signer->sign(key->signer->arg, scheme->code, bytes, len,
				 sig, sig_len);
}

static const OSSL_DISPATCH signatures[] = {
	ENTRY(OSSL_FUNC_SIGNATURE_NEWCTX, signing_new),
	ENTRY(OSSL_FUNC_SIGNATURE_FREECTX, signing_free),
	ENTRY(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, sign_begin),
	ENTRY(OSSL_FUNC_SIGNATURE_DIGEST_SIGN, sign_all),
	ENTRY(OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, signing_set),
	ENTRY(OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, signing_settable),
	{ 0, NULL },
};

/* ------ the provider ------ */

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache)
{
	static const OSSL_ALGORITHM keys[] = {
		{ "RSA:rsaEncryption", "provider=" PROVIDER, rsa_keys, NULL },
		{ "EC:id-ecPublicKey", "provider=" PROVIDER, ec_keys, NULL },
		{ NULL, NULL, NULL, NULL },
	};
	static const OSSL_ALGORITHM ways[] = {
		{ "RSA:rsaEncryption", "provider=" PROVIDER, signatures, NULL },
		{ "ECDSA", "provider=" PROVIDER, signatures, NULL },
		{ NULL, NULL, NULL, NULL },
	};

	(void)provider;
	*no_cache = 0;
	if (operation == OSSL_OP_KEYMGMT)
		return keys;
	return operation == OSSL_OP_SIGNATURE ? ways : NULL;
}

static int provider_begin(const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in,
			  const OSSL_DISPATCH **out, void **provider)
{
	static const OSSL_DISPATCH functions[] = {
		ENTRY(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query),
		{ 0, NULL },
	};

	(void)core, (void)in;
	*out = functions;
	*provider = NULL;
	return 1;
}

void tls_key_setup(void)
{
	/* Not from a configuration file, whoever names one; nor at the end:
	 * what it tidies up then takes locks. */
	must(OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG |
				      OPENSSL_INIT_NO_ATEXIT,
			      NULL) == 1);
	/* gmtime(3) reads the time zone when first called. */
	tzset();
	/* Ours is asked for by name alone; all else is OpenSSL's own. */
	must(OSSL_PROVIDER_load(NULL, "default"));
	must(OSSL_PROVIDER_add_builtin(NULL, PROVIDER, provider_begin) == 1);
	must(OSSL_PROVIDER_load(NULL, PROVIDER));
	must(EVP_set_default_properties(NULL, "?provider=default") == 1);
}

EVP_PKEY *tls_key_new(EVP_PKEY *public, const struct tls_signer *signer)
{
	const char *type = EVP_PKEY_is_a(public, "RSA")  ? "RSA"
			   : EVP_PKEY_is_a(public, "EC") ? "EC"
							 : NULL;
	EVP_PKEY_CTX *ctx = NULL;
	EVP_PKEY *key = NULL;
	void *half = public, *kept;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_ptr(PARAM_PUBLIC, &half, 0),
		OSSL_PARAM_construct_octet_ptr(PARAM_SIGNER, &kept, 0),
		OSSL_PARAM_construct_end(),
	};

	if (!type)
		return NULL;
	memcpy(&kept, &signer, sizeof(kept));
	ctx = EVP_PKEY_CTX_new_from_name(NULL, type, "provider=" PROVIDER);
	must(ctx && EVP_PKEY_fromdata_init(ctx) == 1 &&
	     EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) == 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}
