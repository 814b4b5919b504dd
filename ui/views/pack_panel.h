// What is known of the pack that was chosen in the lanes: whose, how many texts, where its time went.
#pragma once

#include "engine/telemetry/span.h"

#include <QWidget>
#include <vector>

class QLabel;

namespace embedscope {

class StageBar;

class PackPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PackPanel(QWidget* parent = nullptr);

    void showPack(const Span& pack, const std::vector<Span>& stages);

private:
    QLabel *m_worker = nullptr, *m_words = nullptr;
    StageBar* m_stages = nullptr;
};

}
