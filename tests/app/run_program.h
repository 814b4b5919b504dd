// Runs embedscope-cli as a user does: arguments in, exit status, standard output and standard error out.
#pragma once

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace embedscope::test {

struct ProgramResult
{
    int status = -1; ///< exit status; -signal when a signal ended it
    std::string out, err;
};

class RunningProgram
{
public:
    explicit RunningProgram(const std::vector<std::string>& arguments)
    {
        std::string name = (std::filesystem::temp_directory_path() / "embedscope-test-XXXXXX").string();
        m_folder = ::mkdtemp(name.data());
        std::vector<std::string> words = {EMBEDSCOPE_CLI_PROGRAM};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<char*> argv;
        for (std::string& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        const std::string out = (m_folder / "out").string(), err = (m_folder / "err").string();
        m_process = ::fork();
        if (m_process == 0) {
            if (!std::freopen("/dev/null", "r", stdin) || !std::freopen(out.c_str(), "w", stdout)
                || !std::freopen(err.c_str(), "w", stderr))
                ::_exit(126);
            ::execv(argv[0], argv.data());
            ::_exit(127);
        }
    }
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;
    ~RunningProgram()
    {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            wait();
        }
        std::filesystem::remove_all(m_folder);
    }

    /// Until the program has said something on standard error; false when it ended before.
    bool waitForMessage()
    {
        while (read("err").empty()) {
            if (::waitpid(m_process, &m_rawStatus, WNOHANG) == m_process) {
                m_process = 0;
                return !read("err").empty();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    void signal(int number) { ::kill(m_process, number); }

    ProgramResult wait()
    {
        while (m_process > 0 && ::waitpid(m_process, &m_rawStatus, 0) < 0 && errno == EINTR) { }
        m_process = 0;
        ProgramResult result;
        result.status = WIFEXITED(m_rawStatus) ? WEXITSTATUS(m_rawStatus) : -WTERMSIG(m_rawStatus);
        result.out = read("out");
        result.err = read("err");
        return result;
    }

private:
    std::string read(const char* name) const
    {
        std::ifstream file(m_folder / name, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    std::filesystem::path m_folder;
    pid_t m_process = -1;
    int m_rawStatus = 0;
};

inline ProgramResult runProgram(const std::vector<std::string>& arguments)
{
    return RunningProgram(arguments).wait();
}

}
