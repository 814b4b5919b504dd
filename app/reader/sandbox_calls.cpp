#include "app/reader/sandbox.h"

#include <cerrno>
#include <cstdint>
#include <cstddef>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace embedscope::reader {

namespace {

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr uint32_t kForeignCalls = 0x40000000; // the x32 numbers reach the same kernel by other names
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
constexpr uint32_t kForeignCalls = 0;
#else
constexpr uint32_t kArchitecture = 0;
constexpr uint32_t kForeignCalls = 0;
#endif

constexpr int kDenied[] = {
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept4,
    SYS_accept, // network
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kill,
    SYS_tkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_pidfd_open,
    SYS_pidfd_send_signal,
    SYS_pidfd_getfd,
    SYS_setpgid,
    SYS_setsid,
    SYS_unshare,
    SYS_setns,
    SYS_chroot,
    SYS_pivot_root,
    SYS_mount,
    SYS_umount2,
    SYS_unlinkat,
    SYS_renameat2,
    SYS_mkdirat,
    SYS_mknodat,
    SYS_linkat,
    SYS_symlinkat,
    SYS_fchmodat,
    SYS_fchmod,
    SYS_fchownat,
    SYS_fchown,
    SYS_truncate,
    SYS_ftruncate,
    SYS_utimensat,
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_fsetxattr,
    SYS_removexattr,
    SYS_lremovexattr,
    SYS_fremovexattr,
    SYS_quotactl,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_setpriority,
    SYS_sched_setscheduler,
    SYS_sched_setaffinity,
    SYS_memfd_create,
    SYS_personality,
#ifdef SYS_open // calls that only older architectures have
    SYS_fork,
    SYS_vfork,
    SYS_creat,
    SYS_unlink,
    SYS_rename,
    SYS_renameat,
    SYS_mkdir,
    SYS_rmdir,
    SYS_mknod,
    SYS_link,
    SYS_symlink,
    SYS_chmod,
    SYS_chown,
    SYS_lchown,
    SYS_utime,
    SYS_utimes,
#endif
};

// A small program for the kernel: falls through to "allow".
class Filter
{
public:
    Filter()
    {
        load(offsetof(seccomp_data, arch));
        onlyIfEqual(kArchitecture, [this] { answer(SECCOMP_RET_KILL_PROCESS); });
        load(offsetof(seccomp_data, nr));
        if (kForeignCalls != 0) {
            m_code.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kForeignCalls, 0, 1));
            refuse(EPERM);
        }
    }

    void deny(int call, int error = EPERM)
    {
        m_code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(call), 0, 1));
        refuse(error);
    }
    /// Denies `call` when an argument has any of these bits.
    void denyBits(int call, unsigned argument, uint32_t bits)
    {
        inspect(call, argument, BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
    }
    /// Denies `call` when an argument has none of these bits.
    void requireBits(int call, unsigned argument, uint32_t bits)
    {
        inspect(call, argument, BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0));
    }
    void requireValue(int call, unsigned argument, uint32_t value)
    {
        inspect(call, argument, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0));
    }
    void denyValue(int call, unsigned argument, uint32_t value)
    {
        inspect(call, argument, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    }

    void install()
    {
        answer(SECCOMP_RET_ALLOW);
        sock_fprog program{static_cast<unsigned short>(m_code.size()), m_code.data()};
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
    }

private:
    void load(std::size_t offset)
    {
        m_code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset)));
    }
    void answer(uint32_t value) { m_code.push_back(BPF_STMT(BPF_RET | BPF_K, value)); }
    void refuse(int error) { answer(SECCOMP_RET_ERRNO | static_cast<uint32_t>(error)); }
    template <class Otherwise> void onlyIfEqual(uint32_t value, Otherwise otherwise)
    {
        m_code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0));
        otherwise();
    }
    // If this call: load the low half of the argument, refuse unless `jump` skips that, then load the number
    // again.
    void inspect(int call, unsigned argument, sock_filter jump)
    {
        m_code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(call), 0, 4));
        load(offsetof(seccomp_data, args) + argument * sizeof(uint64_t));
        m_code.push_back(jump);
        refuse(EPERM);
        load(offsetof(seccomp_data, nr));
    }

    std::vector<sock_filter> m_code;
};

}

void restrictCalls()
{
    if (kArchitecture == 0)
        return;
    constexpr uint32_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
    Filter filter;
    for (const int call : kDenied)
        filter.deny(call);
#ifdef SYS_open
    filter.denyBits(SYS_open, 1, kWriting);
#endif
    filter.denyBits(SYS_openat, 2, kWriting);
    filter.deny(SYS_openat2, ENOSYS); // its flags lie in memory, where a filter cannot look
    filter.deny(SYS_clone3, ENOSYS); // glibc then uses clone
    filter.requireBits(SYS_clone, 0, CLONE_THREAD);
    filter.requireValue(SYS_tgkill, 0, static_cast<uint32_t>(::getpid())); // abort()
    filter.requireValue(SYS_prlimit64, 0, 0);
    filter.denyValue(SYS_ioctl, 1, TIOCSTI);
    filter.install();
}

}
