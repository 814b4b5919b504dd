// How the rows of a pass are spread over threads: not at all, over a team, or as tasks per product. Work is split by rows
// and never along a sum, so the same row gives the same bits however it is split.
//
// A stage is work whose rows need nothing of one another; a product is one operation inside a stage. A team splits the
// stages, the naive mode splits the products. `lane` says whose scratch memory to use: lanes run at the same time.
#pragma once

#include <algorithm>
#include <type_traits>

namespace embedscope {

struct RowRange {
    int first = 0;
    int count = 0;
};

/// Part `part` of `parts` even parts of the rows.
inline RowRange evenPart(RowRange rows, int part, int parts)
{
    const int begin = static_cast<int>(static_cast<long long>(rows.count) * part / parts);
    const int end = static_cast<int>(static_cast<long long>(rows.count) * (part + 1) / parts);
    return {rows.first + begin, end - begin};
}

/// A borrowed function: no allocation, valid as long as what it was made from.
class RowTask {
public:
    template <class Function>
        requires(!std::is_same_v<std::remove_cvref_t<Function>, RowTask>)
    RowTask(const Function& function)
        : m_function(&function)
        , m_call([](const void* f, RowRange rows, int lane) { (*static_cast<const Function*>(f))(rows, lane); })
    {
    }
    void operator()(RowRange rows, int lane) const { m_call(m_function, rows, lane); }

private:
    const void* m_function;
    void (*m_call)(const void*, RowRange, int);
};

class Parallel {
public:
    virtual ~Parallel() = default;
    /// Lanes that may run at the same time.
    virtual int lanes() const = 0;
    /// Does all rows; returns when they are done.
    virtual void stage(int rows, RowTask task) = 0;
    virtual void product(RowRange rows, int lane, RowTask task) = 0;
};

/// One worker, one lane: the coarse mode.
class SerialRows final : public Parallel {
public:
    int lanes() const override { return 1; }
    void stage(int rows, RowTask task) override { task({0, rows}, 0); }
    void product(RowRange rows, int lane, RowTask task) override { task(rows, lane); }
};

}
