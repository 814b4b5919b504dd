// A stop token that Ctrl+C sets off, for engine functions that take one: the signal handler itself may not.
#pragma once

#include "app/cli/commands.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace embedscope::cli {

class StopOnInterrupt
{
public:
    StopOnInterrupt()
        : m_watch([this](std::stop_token ended) {
            std::mutex mutex;
            std::condition_variable_any wake;
            std::unique_lock lock(mutex);
            while (!ended.stop_requested()) {
                if (interrupted())
                    m_source.request_stop();
                wake.wait_for(lock, ended, std::chrono::milliseconds(50), [] { return false; });
            }
        })
    {
    }
    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::jthread m_watch;
};

}
