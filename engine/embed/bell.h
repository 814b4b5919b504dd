// Where idle threads sleep: one place for those that wait for texts and those that wait for parts of a pack,
// so that either can wake them. Private to this room.
#pragma once

#include <condition_variable>
#include <mutex>

namespace embedscope {

struct Bell
{
    std::mutex mutex; ///< guards what the sleepers wait for
    std::condition_variable_any wake;

    void ring()
    {
        const std::lock_guard lock(mutex); // a thread that is about to sleep has looked before, or hears this
        wake.notify_all();
    }
};

}
