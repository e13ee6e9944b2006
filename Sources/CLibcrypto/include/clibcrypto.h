#ifndef CLIBCRYPTO_H
#define CLIBCRYPTO_H

#include <openssl/evp.h>

// libcrypto, loaded when it is first needed: loading it takes a tenth of the journal's startup time, and a list needs
// no hash.
//
// Every function does what libcrypto's function of the same name does, and may be called only after `clibcrypto_load`
// has succeeded once.

// Loads libcrypto on the first call. Returns NULL, or why it cannot be loaded.
const char *clibcrypto_load(void);

const EVP_MD *clibcrypto_md5(void);
const EVP_MD *clibcrypto_sha1(void);
const EVP_MD *clibcrypto_sha256(void);

int clibcrypto_digest(const void *data, size_t count, unsigned char *hash, const EVP_MD *type);

EVP_MD_CTX *clibcrypto_md_ctx_new(void);
void clibcrypto_md_ctx_free(EVP_MD_CTX *context);
int clibcrypto_digest_init(EVP_MD_CTX *context, const EVP_MD *type);
int clibcrypto_digest_update(EVP_MD_CTX *context, const void *data, size_t count);
int clibcrypto_digest_final(EVP_MD_CTX *context, unsigned char *hash);

unsigned char *clibcrypto_hmac(
    const EVP_MD *type, const void *key, int key_count, const unsigned char *data, size_t count, unsigned char *code);

// Uses at most `max_memory` bytes.
int clibcrypto_scrypt(
    const char *password, size_t password_count, const unsigned char *salt, size_t salt_count, uint64_t n, uint64_t r,
    uint64_t p, uint64_t max_memory, unsigned char *key, size_t key_count);

int clibcrypto_memcmp(const void *one, const void *other, size_t count);

#endif
