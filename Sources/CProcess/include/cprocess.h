#ifndef CPROCESS_H
#define CPROCESS_H

/// Keeps other processes of the same account from reading this one's memory, and the kernel from writing it to a file or
/// handing it to a program when this process crashes: prctl(2), which is variadic, so Swift cannot call it.
void cprocess_hide_memory(void);

/// Whether the file system encrypts what is at a path, by a key of its own (fscrypt): statx(2), which the headers that Swift
/// sees leave out.
int cprocess_is_encrypted(const char *path);

/// Has all threads allocate from one heap: mallopt(3), which the headers that Swift sees leave out.
void cprocess_share_heap(void);

#endif
