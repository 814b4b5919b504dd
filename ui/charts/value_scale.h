// The upright axis of a chart: zero at the foot, a top that grows at once and shrinks late, so that the
// picture does not jump, and three to five round grid lines.
#pragma once

#include <QString>
#include <vector>

namespace embedscope {

class ValueScale
{
public:
    void setFixedTop(double top) { m_fixed = m_top = top; }
    bool fit(double highest); ///< true: the top has changed
    double top() const { return m_top; }
    /// Two to four steps, as many as there is room for.
    double step(int most = 4) const;
    std::vector<double> lines(int most = 4) const;
    static QString label(double value); ///< "5 k", "2.5 k", "0.5"

private:
    double m_fixed = 0;
    double m_top = 1;
};

}
