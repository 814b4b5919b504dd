// Buffers that share pages: never one over another, whatever the order of taking and giving.
#include "engine/base/buffer_memory.h"

#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <thread>
#include <vector>

namespace embedscope {
namespace {

struct Piece
{
    std::byte* memory;
    std::size_t bytes;
    unsigned char mark;
};

bool isWhole(const Piece& piece)
{
    for (std::size_t i = 0; i < piece.bytes; i += 61)
        if (piece.memory[i] != std::byte{piece.mark})
            return false;
    return piece.memory[piece.bytes - 1] == std::byte{piece.mark};
}

/// Takes and gives pieces of all sizes; each is filled and must still be whole when it is given back.
void takeAndGive(unsigned seed, int steps)
{
    std::mt19937 random(seed);
    std::vector<Piece> held;
    const auto giveOne = [&] {
        const std::size_t which = random() % held.size();
        EXPECT_TRUE(isWhole(held[which]));
        giveBufferMemory(held[which].memory, held[which].bytes);
        held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
    };
    for (int i = 0; i < steps; ++i) {
        if (!held.empty() && random() % 100 < 45) {
            giveOne();
            continue;
        }
        const std::size_t bytes = 1 + random() % (random() % 10 == 0 ? 6'000'000 : 300'000);
        const auto mark = static_cast<unsigned char>(random());
        auto* const memory = static_cast<std::byte*>(takeBufferMemory(bytes));
        ASSERT_NE(memory, nullptr);
        ASSERT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0u);
        std::memset(memory, mark, bytes);
        held.push_back({memory, bytes, mark});
    }
    while (!held.empty())
        giveOne();
}

TEST(BufferMemory, piecesNeverOverlap)
{
    takeAndGive(1, 600);
}

TEST(BufferMemory, worksFromSeveralThreads)
{
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < 4; ++i)
        threads.emplace_back([i] { takeAndGive(10 + i, 150); });
}

TEST(BufferMemory, takesMoreThanASlabAtOnce)
{
    constexpr std::size_t kLarge = std::size_t{100} << 20;
    auto* const memory = static_cast<std::byte*>(takeBufferMemory(kLarge));
    ASSERT_NE(memory, nullptr);
    memory[0] = memory[kLarge - 1] = std::byte{1};
    giveBufferMemory(memory, kLarge);
}

TEST(BufferMemory, isRefusedWhereThereIsNone)
{
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "the address sanitizer ends a program that asks for so much";
#endif
    EXPECT_EQ(takeBufferMemory(std::size_t{1} << 60), nullptr);
}

TEST(BufferMemory, givingNothingBackIsNothing)
{
    giveBufferMemory(nullptr, 0);
}

}
}
