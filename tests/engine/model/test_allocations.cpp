// After the first packs a pass takes no memory: neither from new (counted here) nor for the workspace.
#include "engine/model/forward.h"
#include "tests/engine/model/tiny_model.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <new>
#include <vector>

namespace {

thread_local std::size_t t_allocations = 0;

}

// Not inlined: the compiler would see malloc's memory freed by delete and warn.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++t_allocations;
    if (void* memory = std::malloc(size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

// Comes to the one above by itself, but not under the address sanitizer, which has its own.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    try {
        return ::operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace embedscope {
namespace {

TEST(Allocations, aWarmPassTakesNoMemory)
{
    for (const TensorType type : {TensorType::F32, TensorType::Q8_0}) {
        const TinyModel tiny({.type = type});
        const auto bytes = tiny.bytes();
        const auto model = Model::openBytes(bytes, "tiny.gguf");
        ASSERT_TRUE(model);
        Workspace workspace(**model);
        SerialRows serial;
        const auto pass = [&](int tokens) {
            const auto ids = tiny.randomIds(tokens, 1);
            const int lengths[] = {tokens / 2, tokens - tokens / 2};
            const std::size_t before = t_allocations;
            forward(**model, {ids, lengths}, workspace, serial);
            return t_allocations - before;
        };
        EXPECT_GT(pass(150), 0u); // the counter counts
        const std::size_t size = workspace.sizeBytes();
        EXPECT_GT(size, 150u * 64 * 5 * sizeof(float));
        for (const int tokens : {150, 2, 77, 149})
            EXPECT_EQ(pass(tokens), 0u) << tokens;
        EXPECT_EQ(workspace.sizeBytes(), size);
    }
}

// Two texts of a pack in every family: windows, experts and dense layers have scratch memory of their own.
TEST(Allocations, aWarmPassOfEveryFamilyTakesNoMemory)
{
    int families = 0;
    for (const auto& entry : std::filesystem::directory_iterator(EMBEDSCOPE_TEST_DATA "/model/families")) {
        if (entry.path().extension() != ".gguf")
            continue;
        const auto model = Model::open(entry.path(), {.needsTokenizer = false});
        ASSERT_TRUE(model) << model.error().sentence;
        Workspace workspace(**model);
        SerialRows serial;
        const auto pass = [&](int tokens) {
            std::vector<TokenId> ids;
            for (int i = 0; i < tokens; ++i)
                ids.push_back(i % (*model)->info().vocabularySize);
            const int lengths[] = {tokens / 2, tokens - tokens / 2};
            const std::size_t before = t_allocations;
            forward(**model, {ids, lengths}, workspace, serial);
            return t_allocations - before;
        };
        pass(60);
        const std::size_t size = workspace.sizeBytes();
        for (const int tokens : {60, 2, 41})
            EXPECT_EQ(pass(tokens), 0u) << entry.path() << tokens;
        EXPECT_EQ(workspace.sizeBytes(), size);
        ++families;
    }
    EXPECT_GE(families, 15);
}

TEST(Allocations, theWorkspaceSettlesWhileLengthsGrow)
{
    const TinyModel tiny;
    const auto bytes = tiny.bytes();
    const auto model = Model::openBytes(bytes, "tiny.gguf");
    ASSERT_TRUE(model);
    Workspace workspace(**model);
    int growths = 0;
    std::size_t size = 0;
    for (int rows = 1; rows <= 300; ++rows) {
        workspace.reserve(rows, 1, 1);
        growths += workspace.sizeBytes() != size;
        size = workspace.sizeBytes();
        ASSERT_GE(workspace.rowCapacity(), rows);
    }
    EXPECT_LT(growths, 12);
}

}
}
