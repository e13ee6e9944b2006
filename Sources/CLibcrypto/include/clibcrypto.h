#ifndef CLIBCRYPTO_H
#define CLIBCRYPTO_H

#include <openssl/evp.h>
#include <stdbool.h>

// libcrypto, loaded when it is first needed: loading it takes a tenth of the journal's startup time, and a list needs
// no hash.
//
// Functions may be called only after `clibcrypto_load` has succeeded once. Those without a comment do what libcrypto's
// function of the same name does.

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
int clibcrypto_md_ctx_copy(EVP_MD_CTX *copy, const EVP_MD_CTX *context);
int clibcrypto_digest_final(EVP_MD_CTX *context, unsigned char *hash);

unsigned char *clibcrypto_hmac(
    const EVP_MD *type, const void *key, int key_count, const unsigned char *data, size_t count, unsigned char *code);

// Uses at most `max_memory` bytes.
int clibcrypto_scrypt(
    const char *password, size_t password_count, const unsigned char *salt, size_t salt_count, uint64_t n, uint64_t r,
    uint64_t p, uint64_t max_memory, unsigned char *key, size_t key_count);

int clibcrypto_memcmp(const void *one, const void *other, size_t count);
void clibcrypto_cleanse(void *secret, size_t count);

// X25519 (RFC 7748). Returns 1, or 0 if memory runs out.
int clibcrypto_x25519_public_key(const unsigned char secret[32], unsigned char public_key[32]);

// The secret that the owner of a key pair shares with the owner of another one. Returns 1, 0 if it would be all zeros, which
// only a made-up public key leads to, or -1 if memory runs out.
int clibcrypto_x25519(
    const unsigned char secret[32], const unsigned char public_key[32], const unsigned char others_public_key[32],
    unsigned char shared[32]);

// ChaCha20-Poly1305 (RFC 8439) without associated data. A context has one key, and either seals or opens. NULL if memory
// runs out.
EVP_CIPHER_CTX *clibcrypto_chacha20_poly1305_new(const unsigned char key[32], bool seals);
void clibcrypto_cipher_ctx_free(EVP_CIPHER_CTX *context);

// Encrypts `count` bytes in place and writes the tag into the 16 bytes behind them. Returns 1 unless memory runs out.
int clibcrypto_seal(EVP_CIPHER_CTX *context, const unsigned char nonce[12], unsigned char *bytes, size_t count);

// Decrypts `count` bytes in place. Returns 1 only if the tag in the 16 bytes behind them is theirs; otherwise they are
// garbage.
int clibcrypto_open(EVP_CIPHER_CTX *context, const unsigned char nonce[12], unsigned char *bytes, size_t count);

#endif
