#define CURL_DISABLE_TYPECHECK

#include "ccurl.h"

#include <pthread.h>

#include "cloading.h"

#define FOR_EACH_FUNCTION(do)      \
    do(curl_easy_cleanup)          \
    do(curl_easy_getinfo)          \
    do(curl_easy_init)             \
    do(curl_easy_setopt)           \
    do(curl_easy_strerror)         \
    do(curl_getdate)               \
    do(curl_global_init)           \
    do(curl_multi_add_handle)      \
    do(curl_multi_cleanup)         \
    do(curl_multi_info_read)       \
    do(curl_multi_init)            \
    do(curl_multi_perform)         \
    do(curl_multi_poll)            \
    do(curl_multi_remove_handle)   \
    do(curl_multi_setopt)          \
    do(curl_multi_wakeup)          \
    do(curl_slist_append)          \
    do(curl_slist_free_all)

CLOADING_LIBRARY("libcurl.so.4", FOR_EACH_FUNCTION)

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void) {
    if (!load_library()) lib.curl_global_init(CURL_GLOBAL_DEFAULT);
}

const char *ccurl_load(void) {
    pthread_once(&once, start);
    return load_library();
}

CURL *ccurl_easy_init(void) { return lib.curl_easy_init(); }
void ccurl_easy_cleanup(CURL *easy) { lib.curl_easy_cleanup(easy); }
const char *ccurl_easy_strerror(CURLcode code) { return lib.curl_easy_strerror(code); }

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_data_callback(CURL *easy, CURLoption option, ccurl_data_callback value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_seek_callback(CURL *easy, ccurl_seek_callback value) {
    return lib.curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return lib.curl_easy_getinfo(easy, info, value);
}

CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return lib.curl_easy_getinfo(easy, info, value);
}

CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return lib.curl_easy_getinfo(easy, info, value);
}

CURLM *ccurl_multi_init(void) { return lib.curl_multi_init(); }
CURLMcode ccurl_multi_cleanup(CURLM *multi) { return lib.curl_multi_cleanup(multi); }
CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy) { return lib.curl_multi_add_handle(multi, easy); }
CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy) { return lib.curl_multi_remove_handle(multi, easy); }
CURLMcode ccurl_multi_perform(CURLM *multi, int *running) { return lib.curl_multi_perform(multi, running); }
CURLMcode ccurl_multi_wakeup(CURLM *multi) { return lib.curl_multi_wakeup(multi); }
CURLMsg *ccurl_multi_info_read(CURLM *multi, int *left) { return lib.curl_multi_info_read(multi, left); }

CURLMcode ccurl_multi_poll(CURLM *multi, int milliseconds) {
    return lib.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return lib.curl_multi_setopt(multi, option, value);
}

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *line) {
    return lib.curl_slist_append(list, line);
}

void ccurl_slist_free_all(struct curl_slist *list) { lib.curl_slist_free_all(list); }

time_t ccurl_getdate(const char *text) { return ccurl_load() ? -1 : lib.curl_getdate(text, NULL); }
