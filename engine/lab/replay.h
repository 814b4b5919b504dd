// What if: the recorded time of each text played on paper with other schedules and other numbers of workers. Nothing is
// measured and nothing runs; assumed is that a text takes the same time on every worker, that handing over is free, and that
// workers do not slow each other down. Not for padded arithmetic of kernels: a padded batch is as long as its longest text.
#pragma once

#include <cstdint>
#include <vector>

namespace embedscope {

enum class Schedule {
    StaticSplit,  ///< the list is cut into equal numbers of texts, one part for each worker
    FirstCome,    ///< who is idle takes the next text
    LongestFirst, ///< the same, the longest text first: what Embedscope does with what is queued
    PaddedBatches ///< batches in order of arrival; each text of a batch costs what the longest does
};

struct ReplayedText
{
    int worker = 0;
    int text = 0; ///< index into the recorded times
    double start = 0, end = 0; ///< milliseconds
};

struct Replay
{
    Schedule schedule = Schedule::FirstCome;
    int workers = 1;
    std::vector<ReplayedText> texts; ///< by worker, then time
    double makespan = 0; ///< milliseconds until the last one is done
    double idleShare = 0; ///< of workers x makespan
};

/// `milliseconds`: of each text, in order of arrival; none is negative. `batch`: texts of a padded batch.
Replay replay(const std::vector<double>& milliseconds, Schedule schedule, int workers, int batch = 32);

}
