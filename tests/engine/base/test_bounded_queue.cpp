#include "engine/base/bounded_queue.h"

#include <atomic>
#include <gtest/gtest.h>
#include <numeric>
#include <thread>
#include <vector>

namespace embedscope {
namespace {

TEST(BoundedQueue, givesItemsBackInOrder)
{
    BoundedQueue<int> queue(3);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(queue.push(i));
    EXPECT_EQ(queue.size(), 3u);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(queue.pop(), i);
    EXPECT_EQ(queue.size(), 0u);
}

TEST(BoundedQueue, aFullQueueMakesTheProducerWait)
{
    BoundedQueue<int> queue(1);
    EXPECT_TRUE(queue.push(1));
    std::atomic<bool> pushed = false;
    std::jthread producer([&] {
        queue.push(2);
        pushed = true;
    });
    EXPECT_EQ(queue.size(), 1u);
    EXPECT_FALSE(pushed); // it cannot be: there is no room until the next line
    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop(), 2);
    producer.join();
    EXPECT_TRUE(pushed);
}

TEST(BoundedQueue, closeLetsConsumersDrainAndRefusesProducers)
{
    BoundedQueue<int> queue(4);
    queue.push(1);
    queue.push(2);
    queue.close();
    EXPECT_FALSE(queue.push(3));
    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop(), 2);
    EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, closeWakesThoseWhoWait)
{
    BoundedQueue<int> empty(1), full(1);
    full.push(1);
    std::optional<int> popped = 7;
    bool pushed = true;
    {
        std::jthread consumer([&] { popped = empty.pop(); });
        std::jthread producer([&] { pushed = full.push(2); });
        empty.close();
        full.close();
    }
    EXPECT_EQ(popped, std::nullopt);
    EXPECT_FALSE(pushed);
    EXPECT_EQ(full.pop(), 1);
    EXPECT_EQ(full.pop(), std::nullopt);
}

TEST(BoundedQueue, aStopRequestWakesThoseWhoWait)
{
    BoundedQueue<int> empty(1), full(1);
    full.push(1);
    std::stop_source stop;
    std::optional<int> popped = 7;
    bool pushed = true;
    {
        std::jthread consumer([&] { popped = empty.pop(stop.get_token()); });
        std::jthread producer([&] { pushed = full.push(2, stop.get_token()); });
        stop.request_stop();
    }
    EXPECT_EQ(popped, std::nullopt);
    EXPECT_FALSE(pushed);
    EXPECT_EQ(full.size(), 1u);
}

TEST(BoundedQueue, losesAndDoublesNothingBetweenManyThreads)
{
    constexpr int kProducers = 4, kConsumers = 3, kEach = 2000;
    BoundedQueue<int> queue(5);
    std::vector<std::vector<int>> taken(kConsumers);
    {
        std::vector<std::jthread> consumers;
        for (auto& mine : taken) {
            consumers.emplace_back([&queue, &mine] {
                while (const auto item = queue.pop())
                    mine.push_back(*item);
            });
        }
        {
            std::vector<std::jthread> producers;
            for (int p = 0; p < kProducers; ++p) {
                producers.emplace_back([&queue, p] {
                    for (int i = 0; i < kEach; ++i)
                        queue.push(p * kEach + i);
                });
            }
        }
        queue.close();
    }
    std::vector<int> seen(kProducers * kEach);
    for (const auto& mine : taken) {
        for (const int item : mine)
            ++seen[static_cast<std::size_t>(item)];
    }
    EXPECT_EQ(seen, std::vector<int>(kProducers * kEach, 1));
}

TEST(BoundedQueue, carriesItemsThatCanOnlyBeMoved)
{
    BoundedQueue<std::unique_ptr<int>> queue(1);
    queue.push(std::make_unique<int>(5));
    const auto item = queue.pop();
    ASSERT_TRUE(item);
    EXPECT_EQ(**item, 5);
}

}
}
