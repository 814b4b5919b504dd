// A short wait without sleeping, for teams: sleeping and waking cost more than a stage of a short text.
#pragma once

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace embedscope {

inline void spinPause()
{
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Some 50 microseconds at most; longer ones take cores from others (measured: a spinning team loses where
/// cores are shared).
template <class Condition> bool spinUntil(Condition condition)
{
    constexpr int kTries = 2000;
    for (int i = 0; i < kTries; ++i) {
        if (condition())
            return true;
        spinPause();
    }
    return false;
}

}
