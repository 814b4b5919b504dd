// Takes on the limits of a reader and then tries what a document that took over its reader would try. Prints
// what succeeded, a word each.
#include "app/reader/limits.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <new>
#include <string>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

static void report(const char* what, bool succeeded)
{
    if (succeeded)
        std::printf("%s ", what);
}

int main(int, char** argv)
{
    const std::string folder = argv[1];
    const std::string secret = folder + "/secret";
    embedscope::reader::limitSelf({});
    report("socket", ::socket(AF_INET, SOCK_STREAM, 0) >= 0);
    report("unix-socket", ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    report("write", ::open((folder + "/new").c_str(), O_WRONLY | O_CREAT, 0600) >= 0);
    report("append", ::open(secret.c_str(), O_WRONLY | O_APPEND) >= 0);
    report("read-secret", ::open(secret.c_str(), O_RDONLY) >= 0);
    report("read-passwd", ::open("/etc/passwd", O_RDONLY) >= 0);
    report("list-home", ::open("/root", O_RDONLY | O_DIRECTORY) >= 0);
    report("remove", ::unlink(secret.c_str()) == 0);
    report("mkdir", ::mkdir((folder + "/made").c_str(), 0700) == 0);
    report("rename", ::rename(secret.c_str(), (folder + "/moved").c_str()) == 0);
    report("signal", ::kill(::getppid(), 0) == 0);
    report("ptrace", ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0);
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    report("fork", child > 0);
    char* const arguments[] = {const_cast<char*>("/bin/true"), nullptr};
    report("exec", ::execv("/bin/true", arguments) == 0);
    report("memory", ::operator new (std::size_t{3} << 30, std::nothrow) != nullptr);
    // What libraries need goes on.
    report("+read-shared", ::open("/usr/share", O_RDONLY | O_DIRECTORY) >= 0);
    bool ran = false;
    std::thread([&ran] { ran = true; }).join();
    report("+thread", ran);
    std::fflush(stdout);
    std::abort(); // must be able to end itself
}
