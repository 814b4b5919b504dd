// A queue between stages with a fixed capacity: a full queue makes the producer wait (back-pressure, flat memory).
// Any number of producers and consumers. close() lets consumers drain what is left and then see nullopt.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace embedscope {

template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) { }

    /// Waits for room. False when the queue was closed or the stop was requested: the item was not taken.
    bool push(T item, std::stop_token stop = {})
    {
        std::unique_lock lock(m_mutex);
        m_roomLeft.wait(lock, stop, [&] { return m_closed || m_items.size() < m_capacity; });
        if (m_closed || m_items.size() >= m_capacity)
            return false;
        m_items.push_back(std::move(item));
        m_filled.notify_one();
        return true;
    }

    /// Waits for an item; nullopt when closed and drained, or when the stop was requested.
    std::optional<T> pop(std::stop_token stop = {})
    {
        std::unique_lock lock(m_mutex);
        m_filled.wait(lock, stop, [&] { return m_closed || !m_items.empty(); });
        if (m_items.empty() || stop.stop_requested())
            return std::nullopt;
        std::optional<T> item(std::move(m_items.front()));
        m_items.pop_front();
        m_roomLeft.notify_one();
        return item;
    }

    void close()
    {
        std::lock_guard lock(m_mutex);
        m_closed = true;
        m_filled.notify_all();
        m_roomLeft.notify_all();
    }

    std::size_t size() const
    {
        std::lock_guard lock(m_mutex);
        return m_items.size();
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_filled;
    std::condition_variable_any m_roomLeft;
    std::deque<T> m_items;
    std::size_t m_capacity;
    bool m_closed = false;
};

}
