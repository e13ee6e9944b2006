#include "clibcrypto.h"

#include <openssl/hmac.h>
#include <pthread.h>

#include "cloading.h"

#ifdef __APPLE__
#define LIBRARY "libcrypto.3.dylib"
#else
#define LIBRARY "libcrypto.so.3"
#endif

#define FOR_EACH_FUNCTION(do)  \
    do(CRYPTO_memcmp)          \
    do(EVP_Digest)             \
    do(EVP_DigestFinal_ex)     \
    do(EVP_DigestInit_ex)      \
    do(EVP_DigestUpdate)       \
    do(EVP_MD_CTX_free)        \
    do(EVP_MD_CTX_new)         \
    do(EVP_PBE_scrypt)         \
    do(EVP_md5)                \
    do(EVP_sha1)               \
    do(EVP_sha256)             \
    do(HMAC)

#define POINTER(name) __typeof__(&name) name;
static struct {
    FOR_EACH_FUNCTION(POINTER)
} lib;

#define FUNCTION(name) {#name, &lib.name},
static const struct cloading_function functions[] = {FOR_EACH_FUNCTION(FUNCTION)};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[300];

static void load(void) {
    cloading_open(LIBRARY, functions, sizeof functions / sizeof *functions, problem, sizeof problem);
}

const char *clibcrypto_load(void) {
    pthread_once(&once, load);
    return problem[0] ? problem : NULL;
}

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
