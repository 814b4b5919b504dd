// The lanes of one slice: a row per worker, a bar per pack of texts, what is pale is waiting. Two of them side by side
// on one scale of time show what a mean hides.
#pragma once

#include "engine/lab/comparison.h"

#include <QWidget>
#include <memory>

namespace embedscope {

class SliceLaneView : public QWidget
{
    Q_OBJECT

public:
    explicit SliceLaneView(QWidget* parent = nullptr);

    /// `lanes` null: none recorded. `milliseconds`: from the slice's beginning to the right edge.
    void setLanes(const QString& title, std::shared_ptr<const SliceLanes> lanes, int workers, int color,
                  double milliseconds);
    int textsDone() const { return m_texts; } ///< within the time that is shown
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    std::shared_ptr<const SliceLanes> m_lanes;
    int m_workers = 0, m_color = 0, m_texts = 0;
    double m_milliseconds = 1;
};

}
