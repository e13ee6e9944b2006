#include "clibcrypto.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include "cloading.h"

#define FOR_EACH_FUNCTION(do)        \
    do(CRYPTO_memcmp)                \
    do(EVP_CIPHER_CTX_ctrl)          \
    do(EVP_CIPHER_CTX_free)          \
    do(EVP_CIPHER_CTX_new)           \
    do(EVP_CipherFinal_ex)           \
    do(EVP_CipherInit_ex)            \
    do(EVP_CipherUpdate)             \
    do(EVP_Digest)                   \
    do(EVP_DigestFinal_ex)           \
    do(EVP_DigestInit_ex)            \
    do(EVP_DigestUpdate)             \
    do(EVP_MD_CTX_copy_ex)           \
    do(EVP_MD_CTX_free)              \
    do(EVP_MD_CTX_new)               \
    do(EVP_PBE_scrypt)               \
    do(EVP_PKEY_CTX_free)            \
    do(EVP_PKEY_CTX_new)             \
    do(EVP_PKEY_CTX_new_from_name)   \
    do(EVP_PKEY_derive)              \
    do(EVP_PKEY_derive_init)         \
    do(EVP_PKEY_derive_set_peer)     \
    do(EVP_PKEY_free)                \
    do(EVP_PKEY_fromdata)            \
    do(EVP_PKEY_fromdata_init)       \
    do(EVP_PKEY_get_raw_public_key)  \
    do(EVP_PKEY_new_raw_private_key) \
    do(EVP_PKEY_new_raw_public_key)  \
    do(EVP_chacha20_poly1305)        \
    do(EVP_md5)                      \
    do(EVP_sha1)                     \
    do(EVP_sha256)                   \
    do(HMAC)                         \
    do(OPENSSL_cleanse)

CLOADING_LIBRARY("libcrypto.so.3", FOR_EACH_FUNCTION)

const char *clibcrypto_load(void) { return load_library(); }

const EVP_MD *clibcrypto_md5(void) { return lib.EVP_md5(); }
const EVP_MD *clibcrypto_sha1(void) { return lib.EVP_sha1(); }
const EVP_MD *clibcrypto_sha256(void) { return lib.EVP_sha256(); }

int clibcrypto_digest(const void *data, size_t count, unsigned char *hash, const EVP_MD *type) {
    return lib.EVP_Digest(data, count, hash, NULL, type, NULL);
}

EVP_MD_CTX *clibcrypto_md_ctx_new(void) { return lib.EVP_MD_CTX_new(); }
void clibcrypto_md_ctx_free(EVP_MD_CTX *context) { lib.EVP_MD_CTX_free(context); }

int clibcrypto_digest_init(EVP_MD_CTX *context, const EVP_MD *type) {
    return lib.EVP_DigestInit_ex(context, type, NULL);
}

int clibcrypto_digest_update(EVP_MD_CTX *context, const void *data, size_t count) {
    return lib.EVP_DigestUpdate(context, data, count);
}

int clibcrypto_md_ctx_copy(EVP_MD_CTX *copy, const EVP_MD_CTX *context) {
    return lib.EVP_MD_CTX_copy_ex(copy, context);
}

int clibcrypto_digest_final(EVP_MD_CTX *context, unsigned char *hash) {
    return lib.EVP_DigestFinal_ex(context, hash, NULL);
}

unsigned char *clibcrypto_hmac(
    const EVP_MD *type, const void *key, int key_count, const unsigned char *data, size_t count, unsigned char *code) {
    return lib.HMAC(type, key, key_count, data, count, code, NULL);
}

int clibcrypto_scrypt(
    const char *password, size_t password_count, const unsigned char *salt, size_t salt_count, uint64_t n, uint64_t r,
    uint64_t p, uint64_t max_memory, unsigned char *key, size_t key_count) {
    return lib.EVP_PBE_scrypt(
        password, password_count, salt, salt_count, n, r, p, max_memory, key, key_count);
}

int clibcrypto_memcmp(const void *one, const void *other, size_t count) {
    return lib.CRYPTO_memcmp(one, other, count);
}

void clibcrypto_cleanse(void *secret, size_t count) { lib.OPENSSL_cleanse(secret, count); }

int clibcrypto_x25519_public_key(const unsigned char secret[32], unsigned char public_key[32]) {
    EVP_PKEY *own = lib.EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, 32);
    size_t count = 32;
    int status = own && lib.EVP_PKEY_get_raw_public_key(own, public_key, &count) == 1;
    lib.EVP_PKEY_free(own);
    return status;
}

// Both halves of a key pair. libcrypto would compute the public one anew, which takes longer than all the rest.
static EVP_PKEY *key_pair(const unsigned char secret[32], const unsigned char public_key[32]) {
    OSSL_PARAM halves[] = {
        OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, (void *)secret, 32),
        OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)public_key, 32),
        OSSL_PARAM_END,
    };
    EVP_PKEY_CTX *context = lib.EVP_PKEY_CTX_new_from_name(NULL, "X25519", NULL);
    EVP_PKEY *pair = NULL;
    if (context && lib.EVP_PKEY_fromdata_init(context) == 1)
        lib.EVP_PKEY_fromdata(context, &pair, EVP_PKEY_KEYPAIR, halves);
    lib.EVP_PKEY_CTX_free(context);
    return pair;
}

int clibcrypto_x25519(
    const unsigned char secret[32], const unsigned char public_key[32], const unsigned char others_public_key[32],
    unsigned char shared[32]) {
    EVP_PKEY *own = key_pair(secret, public_key);
    EVP_PKEY *other = lib.EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, others_public_key, 32);
    EVP_PKEY_CTX *context = own ? lib.EVP_PKEY_CTX_new(own, NULL) : NULL;
    size_t count = 32;
    int status = -1;
    if (other && context && lib.EVP_PKEY_derive_init(context) == 1)
        status = lib.EVP_PKEY_derive_set_peer(context, other) == 1 && lib.EVP_PKEY_derive(context, shared, &count) == 1;
    lib.EVP_PKEY_CTX_free(context);
    lib.EVP_PKEY_free(other);
    lib.EVP_PKEY_free(own);
    // RFC 7748, section 6.1. libcrypto 3.0 refuses such a point, too, but does not promise it.
    static const unsigned char zeros[32];
    if (status == 1 && lib.CRYPTO_memcmp(shared, zeros, sizeof zeros) == 0) return 0;
    return status;
}

EVP_CIPHER_CTX *clibcrypto_chacha20_poly1305_new(const unsigned char key[32], bool seals) {
    EVP_CIPHER_CTX *context = lib.EVP_CIPHER_CTX_new();
    if (context && lib.EVP_CipherInit_ex(context, lib.EVP_chacha20_poly1305(), NULL, key, NULL, seals) != 1) {
        lib.EVP_CIPHER_CTX_free(context);
        return NULL;
    }
    return context;
}

void clibcrypto_cipher_ctx_free(EVP_CIPHER_CTX *context) { lib.EVP_CIPHER_CTX_free(context); }

// Encrypts or decrypts in place, up to the tag.
static int run_cipher(EVP_CIPHER_CTX *context, unsigned char *bytes, size_t count) {
    unsigned char rest[16];  // stays empty: the cipher has no blocks
    int written = 0;
    if (count > INT_MAX) return 0;
    if (count > 0 && lib.EVP_CipherUpdate(context, bytes, &written, bytes, (int)count) != 1) return 0;
    return lib.EVP_CipherFinal_ex(context, rest, &written) == 1;
}

int clibcrypto_seal(EVP_CIPHER_CTX *context, const unsigned char nonce[12], unsigned char *bytes, size_t count) {
    return lib.EVP_CipherInit_ex(context, NULL, NULL, NULL, nonce, -1) == 1 && run_cipher(context, bytes, count)
        && lib.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, bytes + count) == 1;
}

int clibcrypto_open(EVP_CIPHER_CTX *context, const unsigned char nonce[12], unsigned char *bytes, size_t count) {
    return lib.EVP_CipherInit_ex(context, NULL, NULL, NULL, nonce, -1) == 1
        && lib.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, bytes + count) == 1
        && run_cipher(context, bytes, count);
}
