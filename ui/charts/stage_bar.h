// The stages of one pack: a bar in their colours and a line of words each.
#pragma once

#include "engine/telemetry/span.h"

#include <QWidget>
#include <vector>

namespace embedscope {

class StageBar : public QWidget
{
    Q_OBJECT

public:
    explicit StageBar(QWidget* parent = nullptr);
    void setStages(const std::vector<Span>& stages, uint32_t totalNs);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Span> m_stages;
    uint32_t m_totalNs = 0;
};

}
